package io.shopfleet.gateway;

import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.json.JsonFormat;
import io.shopfleet.platform.trace.Trace;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.PlatformHandler;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Routes requests by the contract: sign-in, then validation, then the operation's endpoint. */
final class ApiRouter {
    private static final Set<HttpMethod> READ_ONLY = Set.of(HttpMethod.GET);

    private final Vertx vertx;
    private final OpenAPIContract contract;
    private final Map<String, Endpoint> endpoints;
    private final SignIn signIn;

    /**
     * Prepares the router.
     *
     * @param vertx the current Vert.x instance
     * @param contract what is routed
     * @param endpoints by operationId
     * @param signIn finds out who calls
     * @throws IllegalStateException when the endpoints are not exactly the contract's operations
     */
    ApiRouter(Vertx vertx, OpenAPIContract contract, Map<String, Endpoint> endpoints, SignIn signIn) {
        Contract.mustMatch(contract, endpoints.keySet());
        this.vertx = vertx;
        this.contract = contract;
        this.endpoints = endpoints;
        this.signIn = signIn;
    }

    /** Makes the router, failures included. */
    Router create() {
        RouterBuilder builder = RouterBuilder.create(vertx, contract)
                .rootHandler((PlatformHandler) ApiRouter::begin)
                .rootHandler(BodyHandler.create(false)
                        .setBodyLimit(HttpSettings.BODY_LIMIT)
                        .setMergeFormAttributes(false));
        for (OpenAPIRoute route : builder.getRoutes()) {
            // Sign-in and validation are our own; see SignIn and RequestCheck for why.
            route.setDoSecurity(false).setDoValidation(false).addHandler(handler(route.getOperation())::handle);
        }
        Router router = builder.createRouter();
        for (Operation operation : contract.operations()) {
            if (operation.getHttpMethod().equals(HttpMethod.GET)) {
                router.head(operation.getAbsoluteOpenAPIPath().replaceAll("\\{(.*?)}", ":$1"))
                        .handler(handler(operation)::handle);
            }
        }
        new Problems(this::methodsAt).guard(router);
        return router;
    }

    private OperationHandler handler(Operation operation) {
        return new OperationHandler(
                operation,
                new RequestCheck(contract, operation),
                Objects.requireNonNull(endpoints.get(operation.getOperationId())));
    }

    private Set<HttpMethod> methodsAt(String path) {
        Path known = contract.findPath(path);
        return known == null
                ? READ_ONLY
                : known.getOperations().stream().map(Operation::getHttpMethod).collect(Collectors.toSet());
    }

    /** What every answer has, and what no request may have. */
    private static void begin(RoutingContext context) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        Trace.join(request.getHeader(Trace.HEADER));
        RequestId.set(response, request.getHeader(RequestId.HEADER));
        response.putHeader("X-Content-Type-Options", "nosniff").putHeader("Referrer-Policy", "no-referrer");
        // Forms and compressed bodies would be unpacked before anybody could refuse them.
        if (hasBody(request) && (isForm(request) || request.headers().contains(HttpHeaders.CONTENT_ENCODING))) {
            context.fail(415);
        } else {
            context.next();
        }
    }

    private static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"));
    }

    private static boolean isForm(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null
                && (type.regionMatches(true, 0, "multipart/", 0, 10)
                        || type.regionMatches(true, 0, "application/x-www-form-urlencoded", 0, 33));
    }

    /** Serves one operation. */
    private final class OperationHandler {
        private final Operation operation;
        private final RequestCheck check;
        private final Endpoint endpoint;

        OperationHandler(Operation operation, RequestCheck check, Endpoint endpoint) {
            this.operation = operation;
            this.check = check;
            this.endpoint = endpoint;
        }

        void handle(RoutingContext context) {
            caller(context)
                    .map(caller -> check.check(context, caller))
                    .compose(endpoint::answer)
                    .onSuccess(reply -> send(context.response(), reply))
                    .onFailure(context::fail);
        }

        private Future<@Nullable Caller> caller(RoutingContext context) {
            if (!Contract.needsSignIn(operation)) {
                return Future.succeededFuture(null);
            }
            return signIn.caller(context.request().headers()).map(caller -> {
                if (Contract.isForAdmins(operation)) {
                    caller.mustBeAdmin();
                }
                return caller;
            });
        }
    }

    private static void send(HttpServerResponse response, Reply reply) {
        response.setStatusCode(reply.status()).putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        reply.headers().forEach(response::putHeader);
        if (reply.body() == null) {
            response.end().onFailure(Problems::gone);
            return;
        }
        Buffer body = JsonFormat.write(reply.body());
        // Told by hand, because a HEAD's answer has the length and not the body.
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()))
                .end(body)
                .onFailure(Problems::gone);
    }
}
