package io.shopfleet.gateway;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.Problem;
import io.shopfleet.platform.contract.Problem.FieldError;
import io.shopfleet.platform.contract.ProblemException;
import io.shopfleet.platform.json.JsonFormat;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where failures become answers: {@code application/problem+json}, without a word about our inside. */
final class Problems implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final String MEDIA_TYPE = "application/problem+json";
    private static final String RETRY_SECONDS = "1";
    /** How long a client may go on sending a body that is refused, before it is cut off. */
    private static final long LINGER_MILLIS = 2_000;

    private final Function<String, Set<HttpMethod>> methodsAt;

    /**
     * Prepares to answer.
     *
     * @param methodsAt the methods that a path allows
     */
    Problems(Function<String, Set<HttpMethod>> methodsAt) {
        this.methodsAt = methodsAt;
    }

    /** Takes over everything that goes wrong in a router, its own failures included. */
    void guard(Router router) {
        router.route().failureHandler(this);
        for (int status : List.of(400, 404, 405, 406, 413, 415, 500)) {
            router.errorHandler(status, context -> answer(context, status));
        }
    }

    @Override
    public void handle(RoutingContext context) {
        answer(context, 500);
    }

    private void answer(RoutingContext context, int otherwise) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed() || response.headWritten()) {
            return;
        }
        int status = status(context, otherwise);
        if (status == 405) {
            response.putHeader(HttpHeaders.ALLOW, allow(context));
            if (context.request().method().equals(HttpMethod.OPTIONS)) {
                response.setStatusCode(204).end().onFailure(Problems::gone);
                return;
            }
        }
        Body body = context.failure() instanceof ProblemException known ? Body.of(known.problem()) : Body.of(status);
        if (status >= 500 && !(context.failure() instanceof ProblemException)) {
            LOG.error(
                    "{} {} failed, request {}",
                    context.request().method(),
                    context.request().path(),
                    response.headers().get(RequestId.HEADER),
                    context.failure());
        }
        cutOff(context);
        addHeaders(context.request(), response, status);
        write(response, body);
    }

    /** Answers a request that is no HTTP, or has too long a first line or too many headers. */
    static void refuse(HttpServerRequest request) {
        int status = invalidRequestStatus(request.decoderResult().cause());
        HttpServerResponse response = request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        RequestId.set(response, null);
        write(response, Body.of(status));
        request.connection().close().onFailure(Problems::gone);
    }

    private static int invalidRequestStatus(@Nullable Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return 414;
        }
        return cause instanceof TooLongHttpHeaderException ? 431 : 400;
    }

    private static int status(RoutingContext context, int otherwise) {
        Throwable failure = context.failure();
        int status = context.statusCode();
        if (failure instanceof ProblemException known) {
            status = known.problem().type().status();
        } else if (failure instanceof HttpException http) {
            status = http.getStatusCode();
        }
        // The body handler tells of a client that broke off by the status 200.
        return status == 200 ? 400 : status < 400 || status > 599 ? otherwise : status;
    }

    private String allow(RoutingContext context) {
        Set<String> names = new TreeSet<>();
        methodsAt.apply(context.normalizedPath()).forEach(method -> names.add(method.name()));
        if (names.contains("GET")) {
            names.add("HEAD");
        }
        names.add("OPTIONS");
        return String.join(", ", names);
    }

    private static void addHeaders(HttpServerRequest request, HttpServerResponse response, int status) {
        switch (status) {
            case 401 ->
                response.putHeader(
                        "WWW-Authenticate",
                        request.headers().contains(HttpHeaders.AUTHORIZATION)
                                ? "Bearer error=\"invalid_token\""
                                : "Bearer");
            case 415 -> response.putHeader(HttpHeaders.ACCEPT, "application/json");
            case 429, 503 -> response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            default -> {}
        }
    }

    private static void write(HttpServerResponse response, Body body) {
        response.setStatusCode(body.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(JsonFormat.write(body))
                .onFailure(Problems::gone);
    }

    /** What is still coming is read and thrown away for a moment, so that the client gets to see the answer. */
    private static void cutOff(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!request.isEnded()) {
            context.vertx().setTimer(LINGER_MILLIS, tick -> {
                if (!request.isEnded()) {
                    request.connection().close().onFailure(Problems::gone);
                }
            });
        }
    }

    static void gone(Throwable failure) {
        LOG.debug("The client went away: {}", failure.toString());
    }

    /**
     * A problem as RFC 9457 writes it.
     *
     * @param type a URN, or about:blank where the status says it all
     * @param errors the fields at fault; left out where there are none
     */
    record Body(
            String type,
            String title,
            int status,
            String detail,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {
        static Body of(Problem problem) {
            ErrorType type = problem.type();
            return new Body(type.urn(), type.title(), type.status(), problem.detail(), problem.errors());
        }

        static Body of(int status) {
            return switch (status) {
                case 400 -> of(ErrorType.INVALID_REQUEST, "The request cannot be understood");
                case 404 -> of(ErrorType.NOT_FOUND, "There is nothing at this address");
                case 405 -> of(ErrorType.METHOD_NOT_ALLOWED, "The header Allow names the methods that are");
                case 406 -> of(ErrorType.NOT_ACCEPTABLE, "Only application/json is offered");
                case 413 -> of(ErrorType.PAYLOAD_TOO_LARGE, "A body may have at most 64 KiB");
                case 414 -> of(ErrorType.URI_TOO_LONG, "Shorten the path or the query");
                case 415 -> of(ErrorType.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json in UTF-8");
                case 500 -> of(ErrorType.INTERNAL, "The fault is ours and has been logged");
                default -> {
                    String phrase = HttpResponseStatus.valueOf(status).reasonPhrase();
                    yield new Body("about:blank", phrase, status, phrase, List.of());
                }
            };
        }

        private static Body of(ErrorType type, String detail) {
            return of(new Problem(type, detail, List.of()));
        }
    }
}
