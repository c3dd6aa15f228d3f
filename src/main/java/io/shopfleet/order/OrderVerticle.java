package io.shopfleet.order;

import io.shopfleet.platform.Node;
import io.shopfleet.platform.amqp.Publisher;
import io.shopfleet.platform.db.Database;
import io.shopfleet.platform.db.RowSweeper;
import io.shopfleet.platform.events.EventConsumer;
import io.shopfleet.platform.events.Outbox;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;

/** The order role. */
public final class OrderVerticle extends VerticleBase {
    private static final String ROLE = "order";

    private final Node node;
    private final OrderSettings settings;
    private Database database;
    private Publisher publisher;
    private Outbox outbox;
    private EventConsumer consumer;
    private OrderReconciler reconciler;
    private List<RowSweeper> sweepers;
    private OrderWaiters waiters;
    private OrderBusHandlers handlers;

    /**
     * Prepares the role.
     *
     * @param node what the process gives it
     * @param settings its settings
     */
    @SuppressWarnings("NullAway.Init") // wired by start, before anything can ask
    public OrderVerticle(Node node, OrderSettings settings) {
        this.node = node;
        this.settings = settings;
    }

    @Override
    public Future<?> start() {
        wire();
        return database.migrate()
                .compose(migrated -> waiters.listen(node.bus()))
                .compose(listening -> handlers.register())
                .onSuccess(registered -> {
                    outbox.start();
                    consumer.start();
                    reconciler.start();
                    sweepers.forEach(RowSweeper::start);
                });
    }

    @Override
    public Future<?> stop() {
        reconciler.stop();
        return consumer.stop()
                .compose(stopped -> outbox.stop())
                .compose(stopped ->
                        Future.join(sweepers.stream().map(RowSweeper::stop).toList()))
                .compose(stopped -> publisher.close())
                .compose(closed -> database.close());
    }

    private void wire() {
        database = new Database(vertx, ROLE, settings.database());
        publisher = new Publisher(vertx, ROLE, node.rabbitmq());
        outbox = new Outbox(vertx, ROLE, database, publisher);
        waiters = new OrderWaiters(vertx);
        OrderRepository orders = new OrderRepository();
        PlacementRepository placements = new PlacementRepository();
        OrderService service = new OrderService(vertx, node.bus(), database, outbox, orders, placements, waiters);
        OrderPlacement placement = new OrderPlacement(vertx, node.bus(), database, outbox, orders, placements);
        handlers = new OrderBusHandlers(node.bus(), placement, service);
        consumer = new OrderEventHandlers(orders, service)
                .subscribe(new EventConsumer(vertx, node.rabbitmq(), OrderEventHandlers.QUEUE, outbox, publisher));
        reconciler = new OrderReconciler(vertx, node.bus(), outbox, orders, service, settings, node.metrics());
        sweepers = List.of(
                new RowSweeper(vertx, database, "inbox", "received_at"),
                new RowSweeper(vertx, database, "idempotency_keys", "created_at"));
        node.health().watch(ROLE, context);
        node.health().require(ROLE + "/database", database::ping);
        node.health().require(ROLE + "/rabbitmq", publisher::connect);
        node.health().require(ROLE + "/events", consumer::consuming);
    }
}
