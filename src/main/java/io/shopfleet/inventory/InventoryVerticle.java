package io.shopfleet.inventory;

import io.shopfleet.platform.Node;
import io.shopfleet.platform.amqp.Publisher;
import io.shopfleet.platform.db.Database;
import io.shopfleet.platform.db.RowSweeper;
import io.shopfleet.platform.events.EventConsumer;
import io.shopfleet.platform.events.Outbox;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** The inventory role. */
public final class InventoryVerticle extends VerticleBase {
    private static final String ROLE = "inventory";

    private final Node node;
    private final InventorySettings settings;
    private Database database;
    private Publisher publisher;
    private Outbox outbox;
    private EventConsumer consumer;
    private RowSweeper sweeper;
    private InventoryBusHandlers handlers;

    /**
     * Prepares the role.
     *
     * @param node what the process gives it
     * @param settings its settings
     */
    @SuppressWarnings("NullAway.Init") // wired by start, before anything can ask
    public InventoryVerticle(Node node, InventorySettings settings) {
        this.node = node;
        this.settings = settings;
    }

    @Override
    public Future<?> start() {
        wire();
        return database.migrate().compose(migrated -> handlers.register()).onSuccess(registered -> {
            outbox.start();
            consumer.start();
            sweeper.start();
        });
    }

    @Override
    public Future<?> stop() {
        return consumer.stop()
                .compose(stopped -> Future.join(outbox.stop(), sweeper.stop()))
                .compose(stopped -> publisher.close())
                .compose(closed -> database.close());
    }

    private void wire() {
        database = new Database(vertx, ROLE, settings.database());
        publisher = new Publisher(vertx, ROLE, node.rabbitmq());
        outbox = new Outbox(vertx, ROLE, database, publisher);
        sweeper = new RowSweeper(vertx, database, "inbox", "received_at");
        ReservationService reservations = new ReservationService(database);
        handlers = new InventoryBusHandlers(node.bus(), new InventoryService(vertx, database, outbox), reservations);
        consumer = new InventoryEventHandlers(reservations)
                .subscribe(new EventConsumer(vertx, node.rabbitmq(), InventoryEventHandlers.QUEUE, outbox, publisher));
        node.health().watch(ROLE, context);
        node.health().require(ROLE + "/database", database::ping);
        node.health().require(ROLE + "/rabbitmq", publisher::connect);
        node.health().require(ROLE + "/events", consumer::consuming);
    }
}
