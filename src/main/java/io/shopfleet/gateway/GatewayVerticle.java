package io.shopfleet.gateway;

import io.shopfleet.platform.Node;
import io.shopfleet.platform.bus.Bus;
import io.shopfleet.user.api.UserApi;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The public HTTP API. */
public final class GatewayVerticle extends VerticleBase {
    private static final int FIRST_LINE_LIMIT = 4 * 1024;
    private static final int HEADERS_LIMIT = 16 * 1024;
    private static final long DRAIN_SECONDS = 20;

    private final Node node;
    private final HttpSettings settings;
    private final Consumer<Integer> onListening;
    private @Nullable HttpServer server;

    /**
     * Prepares the gateway.
     *
     * @param node what the process gives to its roles
     * @param settings where to listen
     * @param onListening told the port once it is open
     */
    public GatewayVerticle(Node node, HttpSettings settings, Consumer<Integer> onListening) {
        this.node = node;
        this.settings = settings;
        this.onListening = onListening;
    }

    @Override
    public Future<?> start() {
        TokenKeys keys = new TokenKeys(() -> node.bus().request(UserApi.KEYS, new UserApi.GetKeys()), System::nanoTime);
        node.health().watch("gateway", context);
        // Probes come from the management port's event loop; the keys live on this one.
        node.health()
                .require(
                        "gateway/keys",
                        () -> Future.future(known -> context.runOnContext(
                                now -> keys.known().mapEmpty().onComplete(known))));
        keys.keepFresh(vertx);
        return Contract.load(vertx)
                .map(contract -> router(contract, new SignIn(keys)))
                .compose(this::listen);
    }

    @Override
    public Future<?> stop() {
        return server == null ? Future.succeededFuture() : server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
    }

    private Router router(OpenAPIContract contract, SignIn signIn) {
        Router router = new ApiRouter(vertx, contract, endpoints(node.bus()), signIn).create();
        new Pages(vertx).mount(router);
        return router;
    }

    /** What answers each operation of the contract, by its operationId. */
    static Map<String, Endpoint> endpoints(Bus bus) {
        Map<String, Endpoint> endpoints = new HashMap<>();
        endpoints.putAll(new UserRoutes(bus).endpoints());
        endpoints.putAll(new AuthRoutes(bus).endpoints());
        endpoints.putAll(new ProductRoutes(bus).endpoints());
        endpoints.putAll(new OrderRoutes(bus).endpoints());
        return endpoints;
    }

    private Future<Integer> listen(Router router) {
        HttpServer http = vertx.createHttpServer(new HttpServerOptions()
                        .setIdleTimeout(HttpSettings.IDLE_SECONDS)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .setMaxInitialLineLength(FIRST_LINE_LIMIT)
                        .setMaxHeaderSize(HEADERS_LIMIT)
                        .setDecompressionSupported(false)
                        .setHttp2ClearTextEnabled(false))
                .requestHandler(router)
                .invalidRequestHandler(Problems::refuse);
        server = http;
        return http.listen(settings.port(), settings.host())
                .map(HttpServer::actualPort)
                .onSuccess(onListening::accept);
    }
}
