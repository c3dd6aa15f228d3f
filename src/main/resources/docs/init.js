"use strict";

// Everything comes from this server: no validator badge, no fonts, no outside schema.
window.ui = SwaggerUIBundle({
  url: new URL("../openapi.yaml", document.baseURI).href,
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis],
  validatorUrl: null,
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  // A token lives for minutes; it stays in the page's memory and is gone with it.
  persistAuthorization: false,
});
