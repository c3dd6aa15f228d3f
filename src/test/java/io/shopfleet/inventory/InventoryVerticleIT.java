package io.shopfleet.inventory;

import static io.shopfleet.inventory.InventoryFixture.ADMIN;
import static io.shopfleet.inventory.InventoryFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.shopfleet.embedded.EmbeddedBroker;
import io.shopfleet.inventory.api.InventoryApi;
import io.shopfleet.inventory.api.InventoryApi.CreateProduct;
import io.shopfleet.inventory.api.InventoryApi.FindSettled;
import io.shopfleet.inventory.api.InventoryApi.GetQuotes;
import io.shopfleet.inventory.api.InventoryApi.GetStock;
import io.shopfleet.inventory.api.InventoryApi.Quote;
import io.shopfleet.inventory.api.StockView;
import io.shopfleet.order.api.OrderEvents;
import io.shopfleet.platform.Node;
import io.shopfleet.platform.amqp.AmqpSettings;
import io.shopfleet.platform.amqp.OutgoingMessage;
import io.shopfleet.platform.amqp.Publisher;
import io.shopfleet.platform.amqp.Topology;
import io.shopfleet.platform.bus.Bus;
import io.shopfleet.platform.bus.BusSettings;
import io.shopfleet.platform.config.Secret;
import io.shopfleet.platform.db.DatabaseSettings;
import io.shopfleet.platform.ops.Health;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.rabbitmq.RabbitMQClient;
import io.vertx.rabbitmq.RabbitMQOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InventoryVerticleIT {
    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, new BusSettings(Duration.ofSeconds(2), 5, Duration.ofSeconds(2)));
    private final List<JsonObject> answers = Collections.synchronizedList(new ArrayList<>());
    private EmbeddedPostgres postgres;
    private EmbeddedBroker broker;
    private Publisher publisher;
    private RabbitMQClient listener;

    @BeforeAll
    void open() throws IOException {
        postgres = EmbeddedPostgres.builder().start();
        broker = EmbeddedBroker.ephemeral();
        AmqpSettings rabbitmq = new AmqpSettings(new Secret(broker.url()), 250);
        Node node = new Node(bus, rabbitmq, new Health(vertx), new SimpleMeterRegistry());
        publisher = new Publisher(vertx, "test", rabbitmq);
        await(publisher.connect());
        listener = RabbitMQClient.create(vertx, new RabbitMQOptions().setUri(broker.url()));
        await(listener.start()
                .compose(started -> listener.queueDeclare("answers", false, false, true))
                .compose(bound -> listener.queueBind("answers", Topology.EVENTS, "#"))
                .compose(bound -> listener.basicConsumer("answers"))
                .onSuccess(consumer ->
                        consumer.handler(message -> answers.add(message.body().toJsonObject()))));
        String url = "postgresql://postgres:postgres@127.0.0.1:" + postgres.getPort() + "/postgres";
        InventorySettings settings =
                new InventorySettings(new DatabaseSettings(new Secret(url), 5, Duration.ofSeconds(5)));
        await(vertx.deployVerticle(new InventoryVerticle(node, settings)));
        UUID probe = UUID.randomUUID();
        await("events are consumed").until(() -> {
            publish(UUID.randomUUID(), OrderEvents.CANCELLED.name(), changed(probe, "CANCELLED"));
            return settled(probe);
        });
    }

    @AfterAll
    void close() throws IOException {
        await(vertx.close());
        broker.close();
        postgres.close();
    }

    @Test
    void events_become_reservations_and_each_is_applied_once() {
        // Given
        long mug = product("MUG", 5);
        UUID order = UUID.randomUUID();
        UUID event = UUID.randomUUID();

        // When
        publish(event, OrderEvents.CREATED.name(), created(order, mug, 2));
        await().until(() -> answersAbout("order_id", order), List.of("stock_reserved")::equals);
        publish(event, OrderEvents.CREATED.name(), created(order, mug, 2));
        publish(UUID.randomUUID(), OrderEvents.FULFILLED.name(), changed(order, "FULFILLED"));
        await().until(() -> stock(mug), new StockView(mug, 3, 0, 3)::equals);

        // Then
        assertThat(answersAbout("order_id", order)).containsExactly("stock_reserved");
        assertThat(settled(order)).isTrue();
    }

    @Test
    void a_cancelled_order_is_released_and_a_large_one_rejected() {
        // Given
        long cup = product("CUP", 5);
        UUID cancelled = UUID.randomUUID();
        UUID large = UUID.randomUUID();

        // When
        publish(UUID.randomUUID(), OrderEvents.CREATED.name(), created(cancelled, cup, 5));
        publish(UUID.randomUUID(), OrderEvents.CANCELLED.name(), changed(cancelled, "CANCELLED"));
        publish(UUID.randomUUID(), OrderEvents.CREATED.name(), created(large, cup, 6));
        await().until(() -> answersAbout("order_id", large), List.of("stock_rejected")::equals);

        // Then
        assertThat(stock(cup)).isEqualTo(new StockView(cup, 5, 0, 5));
    }

    @Test
    void an_event_that_cannot_be_applied_is_put_aside_and_the_next_is_served() {
        // Given
        long pot = product("POT", 5);
        UUID order = UUID.randomUUID();

        // When
        publish(UUID.randomUUID(), OrderEvents.CREATED.name(), created(UUID.randomUUID(), pot, 0));
        publish(UUID.randomUUID(), OrderEvents.CREATED.name(), created(order, pot, 1));
        await().until(() -> answersAbout("order_id", order), List.of("stock_reserved")::equals);

        // Then
        assertThat(await(depth(Topology.deadLetterQueue(InventoryEventHandlers.QUEUE))))
                .isEqualTo(1);
    }

    @Test
    void quotes_are_answered_on_the_bus_and_new_products_told_to_everybody() {
        // When
        long pan = product("PAN", 0);

        // Then
        assertThat(await(bus.request(InventoryApi.QUOTES, new GetQuotes(List.of(pan))))
                        .quotes())
                .containsExactly(new Quote(pan, "PAN", "A PAN", 1000, "EUR"));
        await().until(() -> answersAbout("product_id", pan), List.of("product_created")::equals);
    }

    /** Asks on a connection of its own: asking for a queue that is not there yet costs the channel. */
    private Future<Long> depth(String queue) {
        RabbitMQClient client = RabbitMQClient.create(vertx, new RabbitMQOptions().setUri(broker.url()));
        return client.start().compose(started -> client.messageCount(queue)).eventually(client::stop);
    }

    private long product(String sku, long onHand) {
        return await(bus.request(
                        InventoryApi.CREATE, new CreateProduct(ADMIN, sku, "A " + sku, BigDecimal.TEN, "EUR", onHand)))
                .id();
    }

    private StockView stock(long productId) {
        return await(bus.request(InventoryApi.STOCK, new GetStock(ADMIN, productId)));
    }

    private boolean settled(UUID order) {
        return await(bus.request(InventoryApi.SETTLED, new FindSettled(List.of(order))))
                .orderIds()
                .contains(order);
    }

    /** The names of the role's events about something, as a program outside hears them. */
    private List<String> answersAbout(String field, Object id) {
        synchronized (answers) {
            return answers.stream()
                    .filter(event -> !event.getString("event").startsWith("order_"))
                    .filter(event -> id.toString()
                            .equals(String.valueOf(event.getJsonObject("data").getValue(field))))
                    .map(event -> event.getString("event"))
                    .toList();
        }
    }

    private void publish(UUID id, String event, JsonObject data) {
        Buffer body = new JsonObject().put("event", event).put("data", data).toBuffer();
        await(publisher.publish(List.of(new OutgoingMessage(
                Topology.EVENTS, event, id.toString(), Map.of("cloudEvents:id", id.toString()), body))));
    }

    private static JsonObject created(UUID order, long productId, long quantity) {
        return new JsonObject()
                .put("order_id", order.toString())
                .put("user_id", 7)
                .put("total", 10.00)
                .put("currency", "EUR")
                .put(
                        "items",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("product_id", productId)
                                        .put("quantity", quantity)));
    }

    private static JsonObject changed(UUID order, String status) {
        return new JsonObject()
                .put("order_id", order.toString())
                .put("user_id", 7)
                .put("status", status)
                .put("total", 10.00)
                .put("currency", "EUR")
                .put("items", new JsonArray());
    }
}
