// Shows the API's document on /api/docs; its own file, because the page's policy allows no inline script.
window.SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  // Neither a validator nor a font from another host.
  validatorUrl: null,
  persistAuthorization: false,
});
