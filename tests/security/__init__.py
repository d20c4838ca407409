"""What attackers try, on every route that the OpenAPI document names: a new route is tried by itself."""
