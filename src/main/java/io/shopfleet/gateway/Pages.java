package io.shopfleet.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves the contracts and the page to try them, straight from the class path: nothing is unpacked to a disk, and
 * nothing but the few kinds of files named here can be reached.
 */
final class Pages {
    private static final String FILE = "([a-z0-9_-]{1,60}\\.(?:html|css|js|png|svg))";
    private static final String WEBJAR = "META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "png", "image/png",
            "svg", "image/svg+xml",
            "json", "application/json",
            "yaml", "application/yaml; charset=utf-8");

    private final Vertx vertx;
    private final List<Place> places;
    private final Map<String, Page> loaded = new ConcurrentHashMap<>();

    Pages(Vertx vertx) {
        this.vertx = vertx;
        String swaggerUi = "META-INF/resources/webjars/swagger-ui/" + swaggerUiVersion() + "/";
        this.places = List.of(
                new Place("/openapi\\.yaml", file -> Contract.RESOURCE),
                new Place("/asyncapi\\.yaml", file -> "asyncapi/asyncapi.yaml"),
                // Where their $id says they are, and where asyncapi.yaml refers to.
                new Place("/(?:schemas/)?events/([a-z_]{1,60}\\.schema\\.json)", file -> "events/" + file),
                new Place("/docs/", file -> "docs/index.html"),
                new Place("/docs/" + FILE, file -> "docs/" + file),
                new Place("/docs/ui/" + FILE, file -> swaggerUi + file));
    }

    /** Adds the pages to a router. */
    void mount(Router router) {
        for (String path : List.of("/", "/docs")) {
            read(router, Pattern.quote(path)).handler(Pages::toDocs);
        }
        for (Place place : places) {
            read(router, place.path()).handler(context -> serve(context, place));
        }
    }

    private static Route read(Router router, String path) {
        return router.routeWithRegex(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private static void toDocs(RoutingContext context) {
        context.response()
                .setStatusCode(302)
                .putHeader(HttpHeaders.LOCATION, "/docs/")
                .end()
                .onFailure(Problems::gone);
    }

    private void serve(RoutingContext context, Place place) {
        Matcher path = Pattern.compile(place.path()).matcher(context.normalizedPath());
        if (!path.matches()) {
            context.next();
            return;
        }
        String resource = place.resource().apply(path.groupCount() == 0 ? "" : path.group(1));
        page(resource)
                .onSuccess(page -> {
                    if (page == null) {
                        context.next();
                    } else {
                        send(context, page);
                    }
                })
                .onFailure(context::fail);
    }

    private static void send(RoutingContext context, Page page) {
        HttpServerResponse response = context.response()
                .putHeader(HttpHeaders.ETAG, page.tag())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader("Content-Security-Policy", POLICY);
        Future<Void> sent = page.tag().equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))
                ? response.setStatusCode(304).end()
                : response.putHeader(HttpHeaders.CONTENT_TYPE, page.mediaType())
                        .putHeader(
                                HttpHeaders.CONTENT_LENGTH,
                                String.valueOf(page.content().length()))
                        .end(page.content());
        sent.onFailure(Problems::gone);
    }

    private Future<@Nullable Page> page(String resource) {
        Page known = loaded.get(resource);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        return vertx.executeBlocking(() -> load(resource), false).onSuccess(page -> {
            if (page != null) {
                loaded.put(resource, page);
            }
        });
    }

    private static @Nullable Page load(String resource) throws IOException, NoSuchAlgorithmException {
        try (InputStream in = Pages.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                return null;
            }
            byte[] content = in.readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            String extension = resource.substring(resource.lastIndexOf('.') + 1);
            return new Page(
                    Buffer.buffer(content),
                    MEDIA_TYPES.getOrDefault(extension, "application/octet-stream"),
                    "\"" + HexFormat.of().formatHex(digest, 0, 16) + "\"");
        }
    }

    private static String swaggerUiVersion() {
        try (InputStream in = Pages.class.getClassLoader().getResourceAsStream(WEBJAR)) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "missing");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Which file of the class path is behind a path; the path is a pattern whose group is the file's name. */
    private record Place(String path, Function<String, String> resource) {}

    private record Page(Buffer content, String mediaType, String tag) {}
}
