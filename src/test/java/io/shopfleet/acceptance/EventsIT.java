package io.shopfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import io.shopfleet.platform.json.JsonFormat;
import io.shopfleet.testing.Shop;
import io.shopfleet.testing.Shop.Person;
import io.shopfleet.testing.TestFleet;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What other programs see of Shopfleet on the broker. */
@Tag("broker")
class EventsIT {
    private static final Queue<Delivery> HEARD = new ConcurrentLinkedQueue<>();

    private static Shop shop;
    private static Person admin;
    private static Person buyer;
    private static Connection connection;
    private static Channel channel;

    @BeforeAll
    static void joinAsAnyProgramWould() throws Exception {
        shop = TestFleet.shared().shop();
        admin = shop.admin();
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(TestFleet.shared().broker().url());
        connection = factory.newConnection();
        channel = connection.createChannel();
        channel.exchangeDeclare("shop.events", "topic", true);
        String queue = channel.queueDeclare().getQueue();
        channel.queueBind(queue, "shop.events", "#");
        channel.basicConsume(queue, true, (tag, delivery) -> HEARD.add(delivery), tag -> {});
        buyer = shop.buyer();
    }

    @AfterAll
    static void leave() throws Exception {
        connection.close();
    }

    @Test
    void every_event_of_an_orders_life_fits_its_schema_and_carries_cloudevents_attributes() throws Exception {
        long product = shop.product(admin, 5);
        shop.call("adjustStock", "POST", "/api/products/" + product + "/stock")
                .as(admin)
                .body(Map.of("delta", 1, "reason", "found one"))
                .send()
                .expect(200);
        String fulfilled = settle(product, 1);
        shop.call("fulfilOrder", "POST", "/api/orders/" + fulfilled + "/fulfil")
                .as(admin)
                .send()
                .expect(200);
        String cancelled = settle(product, 1);
        shop.call("cancelOrder", "POST", "/api/orders/" + cancelled + "/cancel")
                .as(buyer)
                .send()
                .expect(200);
        settle(product, 1_000);
        shop.call("deactivateUser", "DELETE", "/api/users/" + shop.buyer().id())
                .as(admin)
                .send()
                .expect(204);

        for (String event : List.of(
                "user_registered",
                "user_deactivated",
                "product_created",
                "stock_adjusted",
                "order_created",
                "stock_reserved",
                "stock_rejected",
                "order_confirmed",
                "order_rejected",
                "order_cancelled",
                "order_fulfilled")) {
            await().alias(event).untilAsserted(() -> assertThat(heard(event)).isNotEmpty());
            for (Delivery delivery : heard(event)) {
                assertFits(event, delivery);
            }
        }
    }

    @Test
    void an_outside_program_reads_what_was_ordered() throws Exception {
        long product = shop.product(admin, 5);

        String id = settle(product, 2);

        await().untilAsserted(() -> assertThat(heard("order_created"))
                .extracting(EventsIT::body)
                .anySatisfy(event -> {
                    assertThat(event.get("event").asText()).isEqualTo("order_created");
                    assertThat(event.at("/data/order_id").asText()).isEqualTo(id);
                    assertThat(event.at("/data/items/0/product_id").asLong()).isEqualTo(product);
                    assertThat(event.at("/data/items/0/quantity").asLong()).isEqualTo(2);
                }));
    }

    @Test
    void a_poison_message_is_set_aside_with_its_reason_and_those_behind_it_are_served() throws Exception {
        drain("inventory.events.dead");
        List<String> poison = List.of(
                "not json at all",
                "{\"event\": \"order_created\"}",
                "{\"event\": \"order_created\", \"data\": {\"order_id\": \"x\"}}",
                "{\"event\": \"order_created\", \"data\": {\"order_id\": \"" + UUID.randomUUID()
                        + "\", \"user_id\": 1, \"items\": [{\"product_id\": 1, \"quantity\": -5}]}}",
                "{\"event\": \"order_unheard_of\", \"data\": {}}",
                "[".repeat(5_000));
        for (String body : poison) {
            publish(UUID.randomUUID().toString(), body);
        }
        publish(null, "{\"event\": \"order_created\", \"data\": {}}");
        // An id that is too long to be an AMQP message's own.
        publish("x".repeat(300), "{\"event\": \"order_created\", \"data\": {}}");
        long product = shop.product(admin, 5);

        settle(product, 2);

        for (int i = 0; i < poison.size() + 2; i++) {
            GetResponse dead = await().until(() -> channel.basicGet("inventory.events.dead", true), got -> got != null);
            Map<String, Object> headers = dead.getProps().getHeaders();
            assertThat(String.valueOf(headers.get("x-shopfleet-reason")))
                    .isNotBlank()
                    .doesNotContain("\tat ");
            assertThat(headers.get("x-shopfleet-queue")).hasToString("inventory.events");
            assertThat(headers.get("x-shopfleet-event")).hasToString("order_created");
        }
        assertThat(channel.basicGet("inventory.events.dead", true)).isNull();
    }

    @Test
    void an_event_that_comes_ten_times_is_applied_once() throws Exception {
        long product = shop.product(admin, 100);
        String order = UUID.randomUUID().toString();
        String id = UUID.randomUUID().toString();
        String body = "{\"event\": \"order_created\", \"data\": {\"order_id\": \"" + order
                + "\", \"user_id\": 1, \"total\": 1, \"currency\": \"EUR\", \"items\": [{\"product_id\": " + product
                + ", \"quantity\": 7}]}}";

        for (int i = 0; i < 10; i++) {
            publish(id, body);
        }
        settle(product, 1);

        assertThat(shop.stock(admin, product).get("reserved").asLong()).isEqualTo(8);
        publish(
                UUID.randomUUID().toString(),
                "{\"event\": \"order_cancelled\", \"data\": {\"order_id\": \"" + order
                        + "\", \"user_id\": 1, \"status\": \"CANCELLED\", \"total\": 1, \"currency\": \"EUR\", \"items\": []}}");
        await().untilAsserted(() ->
                assertThat(shop.stock(admin, product).get("reserved").asLong()).isEqualTo(1));
        TestFleet.shared().database("inventory").run("DELETE FROM reservations WHERE order_id = ?::uuid", order);
    }

    private static String settle(long product, long quantity) {
        return shop.order(buyer, product, quantity)
                .header("Prefer", "wait=20")
                .send()
                .expect(201)
                .json()
                .get("id")
                .asText();
    }

    private static void publish(@org.jspecify.annotations.Nullable String id, String body) throws IOException {
        Map<String, Object> headers = id == null ? Map.of() : Map.of("cloudEvents:id", id);
        channel.basicPublish(
                "shop.events",
                "order_created",
                new BasicProperties.Builder().deliveryMode(2).headers(headers).build(),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static void drain(String queue) throws IOException {
        channel.queuePurge(queue);
    }

    private static List<Delivery> heard(String event) {
        return HEARD.stream()
                .filter(delivery -> delivery.getEnvelope().getRoutingKey().equals(event))
                .filter(delivery -> delivery.getProperties().getHeaders() != null
                        && delivery.getProperties().getHeaders().containsKey("cloudEvents:source"))
                .toList();
    }

    private static JsonNode body(Delivery delivery) {
        try {
            return JsonFormat.tree(Buffer.buffer(delivery.getBody()));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void assertFits(String event, Delivery delivery) throws IOException {
        Map<String, Object> headers = delivery.getProperties().getHeaders();
        assertThat(headers.get("cloudEvents:type")).hasToString(event);
        assertThat(headers.get("cloudEvents:specversion")).hasToString("1.0");
        assertThat(UUID.fromString(String.valueOf(headers.get("cloudEvents:id")))
                        .version())
                .isEqualTo(7);
        assertThat(String.valueOf(headers.get("cloudEvents:source"))).startsWith("/shopfleet/");
        assertThat(java.time.Instant.parse(String.valueOf(headers.get("cloudEvents:time"))))
                .isBeforeOrEqualTo(java.time.Instant.now());
        assertThat(headers.get("cloudEvents:subject")).isNotNull();
        assertThat(delivery.getProperties().getContentType()).isEqualTo("application/json");
        assertThat(delivery.getProperties().getDeliveryMode()).isEqualTo(2);
        JsonObject body = new JsonObject(Buffer.buffer(delivery.getBody()));
        assertThat(body.getString("event")).isEqualTo(event);
        assertThat(body.fieldNames()).containsExactlyInAnyOrder("event", "data");
        OutputUnit result = Validator.create(
                        JsonSchema.of(schema(event)),
                        new JsonSchemaOptions()
                                .setBaseUri("https://shopfleet.dev/")
                                .setDraft(Draft.DRAFT202012))
                .validate(body.getJsonObject("data"));
        assertThat(result.getValid()).as("%s %s", body, result.toJson()).isTrue();
    }

    private static JsonObject schema(String event) throws IOException {
        try (InputStream in = EventsIT.class.getResourceAsStream("/events/" + event + ".schema.json")) {
            return new JsonObject(
                    Buffer.buffer(java.util.Objects.requireNonNull(in, event).readAllBytes()));
        }
    }
}
