"""Mail that the server writes: a letter, the ways it can take, and the job that sees it off."""
