package io.shopfleet;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.shopfleet.gateway.GatewayVerticle;
import io.shopfleet.inventory.InventoryVerticle;
import io.shopfleet.order.OrderVerticle;
import io.shopfleet.platform.Node;
import io.shopfleet.platform.bus.Bus;
import io.shopfleet.platform.ops.Health;
import io.shopfleet.platform.ops.ManagementVerticle;
import io.shopfleet.user.UserVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The roles of one process, running. */
public final class Fleet {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    private final Settings settings;
    private final Vertx vertx;
    private final PrometheusMeterRegistry metrics;
    private final Health health;
    private final Node node;
    private final List<String> deployments = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger httpPort = new AtomicInteger();
    private final AtomicInteger managementPort = new AtomicInteger();

    private Fleet(Settings settings) {
        this.settings = settings;
        this.metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        this.vertx = Vertx.builder()
                .with(new VertxOptions().setMetricsOptions(metricsOptions()))
                .withMetrics(new MicrometerMetricsFactory(metrics))
                .build();
        this.health = new Health(vertx);
        this.node = new Node(new Bus(vertx, settings.bus()), settings.rabbitmq(), health, metrics);
    }

    /**
     * Starts the roles that the settings name. The management port opens first, so that the start can be watched.
     *
     * @param settings all settings
     * @return the running fleet, once every role is up; a role waits for its database as long as it takes
     */
    public static Future<Fleet> start(Settings settings) {
        Fleet fleet = new Fleet(settings);
        Promise<Fleet> started = Promise.promise();
        fleet.deployAll()
                .onSuccess(up -> started.complete(fleet))
                .onFailure(failure -> fleet.stop().onComplete(stopped -> started.fail(failure)));
        return started.future();
    }

    /**
     * Where the public API listens.
     *
     * @return the port; 0 where this process is no gateway
     */
    public int httpPort() {
        return httpPort.get();
    }

    /**
     * Where health and metrics are served.
     *
     * @return the port
     */
    public int managementPort() {
        return managementPort.get();
    }

    /**
     * Stops: not ready first, then the roles in the reverse order of their start, the gateway before the services.
     *
     * @return completed when everything is closed
     */
    public Future<Void> stop() {
        health.stopping();
        Future<Void> chain = Future.succeededFuture();
        for (String deployment : List.copyOf(deployments).reversed()) {
            chain = chain.compose(done -> vertx.undeploy(deployment).otherwiseEmpty());
        }
        // A promise of no event loop: those of this Vert.x are gone by the time it is closed.
        Promise<Void> closed = Promise.promise();
        chain.onComplete(done -> vertx.close().onComplete(result -> {
            metrics.close();
            closed.complete();
        }));
        return closed.future();
    }

    private Future<?> deployAll() {
        return deploy(
                        "management",
                        () -> new ManagementVerticle(settings.management(), health, metrics, managementPort::set))
                .compose(up -> Future.all(settings.roles().stream()
                        .filter(role -> role != Role.GATEWAY)
                        .map(role -> deploy(role.name().toLowerCase(Locale.ROOT), () -> verticle(role)))
                        .toList()))
                .compose(up -> settings.roles().contains(Role.GATEWAY)
                        ? deploy("gateway", () -> verticle(Role.GATEWAY))
                        : Future.succeededFuture())
                .onSuccess(up -> health.started());
    }

    private Deployable verticle(Role role) {
        return switch (role) {
            case GATEWAY -> new GatewayVerticle(node, settings.http(), httpPort::set);
            case USER -> new UserVerticle(node, settings.user(), settings.jwt(), settings.admin());
            case ORDER -> new OrderVerticle(node, settings.order());
            case INVENTORY -> new InventoryVerticle(node, settings.inventory());
        };
    }

    private Future<String> deploy(String name, Supplier<Deployable> verticle) {
        return Future.succeededFuture()
                .compose(now -> vertx.deployVerticle(verticle.get()))
                .onSuccess(id -> {
                    deployments.add(id);
                    LOG.info("{} is up", name);
                });
    }

    /** Paths, remotes and bus addresses are no labels: they would grow without bound. */
    private static MicrometerMetricsOptions metricsOptions() {
        return new MicrometerMetricsOptions()
                .setEnabled(true)
                // Registries are shared by name within a JVM; each fleet has its own.
                .setRegistryName(UUID.randomUUID().toString())
                .setJvmMetricsEnabled(true)
                .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS)
                .addDisabledMetricsCategory(MetricsDomain.NET_CLIENT)
                .setLabels(EnumSet.of(
                        Label.HTTP_METHOD, Label.HTTP_CODE, Label.POOL_TYPE, Label.POOL_NAME, Label.NAMESPACE));
    }
}
