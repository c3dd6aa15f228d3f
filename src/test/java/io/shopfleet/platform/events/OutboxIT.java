package io.shopfleet.platform.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.shopfleet.embedded.Broker;
import io.shopfleet.embedded.EmbeddedBroker;
import io.shopfleet.embedded.EmbeddedDatabases;
import io.shopfleet.platform.amqp.AmqpSettings;
import io.shopfleet.platform.amqp.Publisher;
import io.shopfleet.platform.config.Secret;
import io.shopfleet.platform.contract.EventType;
import io.shopfleet.platform.db.Database;
import io.shopfleet.platform.db.DatabaseSettings;
import io.shopfleet.testing.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("broker")
@SuppressWarnings("NullAway.Init") // opened before each test
class OutboxIT {
    private static final EventType<Map<String, Object>> HAPPENED = new EventType<>("it_happened", mapType());

    private static final boolean RABBITMQ = "rabbitmq".equals(System.getProperty("shopfleet.broker"));

    @TempDir
    private Path directory;

    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final List<Outbox> outboxes = new ArrayList<>();
    private Vertx vertx;
    private EmbeddedDatabases databases;
    private Broker broker;
    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        vertx = Vertx.vertx();
        databases = EmbeddedDatabases.ephemeral();
        // Keeps its queues when it is stopped, as a broker in production does.
        broker = RABBITMQ ? Broker.ephemeral() : EmbeddedBroker.persistent(directory);
        listen();
    }

    @AfterEach
    void close() throws Exception {
        outboxes.forEach(outbox -> outbox.stop().await());
        vertx.close().await();
        connection.abort();
        broker.close();
        databases.close();
    }

    @Test
    void several_relays_side_by_side_move_every_event_once() {
        Outbox first = outbox();
        Outbox second = outbox();
        first.start();
        second.start();

        for (int i = 0; i < 2_000; i += 100) {
            Future.all(emit(first, i, 25), emit(second, i + 25, 25), emit(first, i + 50, 25), emit(second, i + 75, 25))
                    .await();
        }

        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(heard).hasSize(2_000));
        assertThat(heard).doesNotHaveDuplicates();
        assertThat(table().number("SELECT count(*) FROM outbox")).isZero();
    }

    @Test
    void an_event_reaches_the_broker_long_before_the_next_patrol() {
        Outbox outbox = outbox();
        outbox.start();
        emit(outbox, 0, 1).await();
        await().untilAsserted(() -> assertThat(heard).hasSize(1));

        long from = System.nanoTime();
        for (int i = 1; i <= 20; i++) {
            int expected = i + 1;
            emit(outbox, i, 1).await();
            await().pollInterval(Duration.ofMillis(1)).until(() -> heard.size() == expected);
        }

        // Twenty patrols would take twenty seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void an_event_of_a_transaction_that_is_rolled_back_never_happened() {
        Outbox outbox = outbox();
        outbox.start();
        AtomicInteger afterCommit = new AtomicInteger();

        assertThatThrownBy(() -> outbox.transact(unit -> {
                            unit.emit(HAPPENED, "x", Map.of("number", -1));
                            unit.afterCommit(afterCommit::incrementAndGet);
                            return Future.failedFuture("no");
                        })
                        .await())
                .hasMessage("no");
        emit(outbox, 1, 1).await();

        await().untilAsserted(() -> assertThat(heard).hasSize(1));
        assertThat(heard).containsExactly("{\"event\":\"it_happened\",\"data\":{\"number\":1}}");
        assertThat(afterCommit).hasValue(0);
    }

    @Test
    void what_the_broker_did_not_confirm_stays_and_is_relayed_when_it_is_back() throws Exception {
        Outbox outbox = outbox();
        outbox.start();
        emit(outbox, 0, 1).await();
        await().untilAsserted(() -> assertThat(heard).hasSize(1));
        broker.stop();

        emit(outbox, 1, 100).await();

        assertThat(table().number("SELECT count(*) FROM outbox")).isEqualTo(100);
        assertThat(outbox.oldestAgeMillis().await()).isPositive();
        broker.start();
        listen();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(heard.stream().distinct().collect(Collectors.toSet()))
                        .hasSize(101));
        await().untilAsserted(() -> assertThat(outbox.oldestAgeMillis().await()).isZero());
    }

    private void listen() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.url());
        connection = factory.newConnection();
        Channel channel = connection.createChannel();
        channel.exchangeDeclare("shop.events", "topic", true);
        // Durable: it is still bound when a stopped broker comes back.
        channel.queueDeclare("listener", true, false, false, null);
        channel.queueBind("listener", "shop.events", "#");
        channel.basicConsume(
                "listener",
                true,
                (tag, delivery) -> heard.add(new String(delivery.getBody(), java.nio.charset.StandardCharsets.UTF_8)),
                tag -> {});
    }

    private Outbox outbox() {
        Database database = new Database(
                vertx, "order", new DatabaseSettings(new Secret(databases.url("order")), 4, Duration.ofSeconds(5)));
        database.migrate().await();
        AmqpSettings rabbitmq = new AmqpSettings(new Secret(broker.url()), 100);
        Outbox outbox = new Outbox(vertx, "order", database, new Publisher(vertx, "test", rabbitmq));
        outboxes.add(outbox);
        return outbox;
    }

    private TestDatabase table() {
        return new TestDatabase(databases.url("order"));
    }

    private static Future<Void> emit(Outbox outbox, int from, int count) {
        return outbox.transact(unit -> {
            for (int i = from; i < from + count; i++) {
                unit.emit(HAPPENED, i, Map.of("number", i));
            }
            return Future.succeededFuture();
        });
    }

    @SuppressWarnings("unchecked")
    private static Class<Map<String, Object>> mapType() {
        return (Class<Map<String, Object>>) (Class<?>) Map.class;
    }
}
