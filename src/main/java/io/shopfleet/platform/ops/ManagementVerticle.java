package io.shopfleet.platform.ops;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Serves {@code /health…} and {@code /metrics} on the management port, on an event loop of its own. */
public final class ManagementVerticle extends VerticleBase {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final ManagementSettings settings;
    private final Health health;
    private final PrometheusMeterRegistry metrics;
    private final Consumer<Integer> onListening;

    /**
     * Prepares the server.
     *
     * @param settings where to listen
     * @param health what to tell of the process's health
     * @param metrics what to tell of its figures
     * @param onListening told the port once it is open
     */
    public ManagementVerticle(
            ManagementSettings settings,
            Health health,
            PrometheusMeterRegistry metrics,
            Consumer<Integer> onListening) {
        this.settings = settings;
        this.health = health;
        this.metrics = metrics;
        this.onListening = onListening;
    }

    @Override
    public Future<?> start() {
        Router router = Router.router(vertx);
        router.get("/health/live").handler(context -> answer(context, List.of(health.liveChecks())));
        router.get("/health/started").handler(context -> answer(context, List.of(health.startedChecks())));
        router.get("/health/ready").handler(context -> answer(context, List.of(health.readyChecks())));
        router.get("/health").handler(context -> answer(context, List.of(health.liveChecks(), health.readyChecks())));
        router.get("/metrics").blockingHandler(this::scrape, false);
        return vertx.createHttpServer()
                .requestHandler(router)
                .listen(settings.port(), settings.host())
                .map(HttpServer::actualPort)
                .onSuccess(onListening::accept);
    }

    private void scrape(RoutingContext context) {
        context.response()
                .putHeader("Content-Type", PROMETHEUS_TEXT)
                .end(metrics.scrape(PROMETHEUS_TEXT))
                .onFailure(context::fail);
    }

    private static void answer(RoutingContext context, List<HealthChecks> checks) {
        Future.join(checks.stream().map(HealthChecks::checkStatus).toList())
                .onSuccess(all -> {
                    boolean up = all.<CheckResult>list().stream().allMatch(CheckResult::getUp);
                    JsonArray details = new JsonArray();
                    all.<CheckResult>list().forEach(result -> addDetails("", result, details));
                    context.response()
                            .setStatusCode(up ? 200 : 503)
                            .putHeader("Content-Type", "application/json")
                            .putHeader("Cache-Control", "no-store")
                            .end(new JsonObject()
                                    .put("status", up ? "UP" : "DOWN")
                                    .put("checks", details)
                                    .toBuffer())
                            .onFailure(context::fail);
                })
                .onFailure(context::fail);
    }

    /** Flattens groups, so that a check is named {@code <role>/<what>}. */
    private static void addDetails(String prefix, CheckResult result, JsonArray details) {
        for (CheckResult check : Objects.requireNonNullElse(result.getChecks(), List.<CheckResult>of())) {
            String id = prefix + check.getId();
            if (check.getChecks() != null && !check.getChecks().isEmpty()) {
                addDetails(id + "/", check, details);
                continue;
            }
            JsonObject detail = new JsonObject().put("id", id).put("status", check.getUp() ? "UP" : "DOWN");
            if (check.getData() != null && !check.getData().isEmpty()) {
                detail.put("data", check.getData());
            }
            details.add(detail);
        }
    }
}
