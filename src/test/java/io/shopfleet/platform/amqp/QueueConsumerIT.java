package io.shopfleet.platform.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.shopfleet.embedded.Broker;
import io.shopfleet.platform.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("broker")
@SuppressWarnings("NullAway.Init") // opened before each test
class QueueConsumerIT {
    private static final String QUEUE = "test.events";

    private Vertx vertx;
    private Broker broker;
    private Connection connection;
    private Channel channel;

    @BeforeEach
    void open() throws Exception {
        vertx = Vertx.vertx();
        broker = Broker.ephemeral();
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.url());
        connection = factory.newConnection();
        channel = connection.createChannel();
    }

    @AfterEach
    void close() {
        vertx.close().await();
        connection.abort();
        broker.close();
    }

    @Test
    void messages_are_taken_in_groups_and_acknowledged_once_their_work_is_done() throws Exception {
        List<Integer> groups = new CopyOnWriteArrayList<>();
        Promise<Void> gate = Promise.promise();
        QueueConsumer consumer = consume(group -> {
            groups.add(group.size());
            return gate.future();
        });
        publish(500);
        await().until(() -> !groups.isEmpty());

        gate.complete();

        await().untilAsserted(
                        () -> assertThat(groups.stream().mapToInt(i -> i).sum()).isEqualTo(500));
        assertThat(groups).allMatch(size -> size <= 100).hasSizeLessThan(50);
        consumer.stop().await();
        await().untilAsserted(() -> assertThat(channel.messageCount(QUEUE)).isZero());
    }

    @Test
    void a_group_whose_work_fails_is_delivered_again() throws Exception {
        Set<String> done = ConcurrentHashMap.newKeySet();
        List<Integer> attempts = new CopyOnWriteArrayList<>();
        QueueConsumer consumer = consume(group -> {
            attempts.add(group.size());
            if (attempts.size() <= 2) {
                return Future.failedFuture("not yet");
            }
            group.forEach(delivery -> done.add(delivery.body().toString()));
            return Future.succeededFuture();
        });

        publish(50);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(done).hasSize(50));
        consumer.stop().await();
        await().untilAsserted(() -> assertThat(channel.messageCount(QUEUE)).isZero());
    }

    @Test
    void what_was_not_acknowledged_when_it_stopped_is_there_for_the_next() throws Exception {
        QueueConsumer first = consume(group -> Future.failedFuture("never"));
        publish(20);
        first.stop().await();

        Set<String> done = ConcurrentHashMap.newKeySet();
        QueueConsumer second = consume(group -> {
            group.forEach(delivery -> done.add(delivery.body().toString()));
            return Future.succeededFuture();
        });

        await().untilAsserted(() -> assertThat(done).hasSize(20));
        second.stop().await();
    }

    @Test
    void a_queue_that_is_deleted_under_the_consumer_is_declared_again() throws Exception {
        Set<String> done = ConcurrentHashMap.newKeySet();
        QueueConsumer consumer = consume(group -> {
            group.forEach(delivery -> done.add(delivery.body().toString()));
            return Future.succeededFuture();
        });
        publish(1);
        await().until(() -> done.size() == 1);

        channel.queueDelete(QUEUE);
        await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            try (Channel asking = connection.createChannel()) {
                return asking.consumerCount(QUEUE) == 1;
            }
        });
        publish(5);

        await().untilAsserted(() -> assertThat(done).hasSize(5));
        consumer.stop().await();
    }

    @Test
    void a_broker_that_goes_away_and_comes_back_is_consumed_again() throws Exception {
        Set<String> done = ConcurrentHashMap.newKeySet();
        QueueConsumer consumer = consume(group -> {
            group.forEach(delivery -> done.add(delivery.body().toString()));
            return Future.succeededFuture();
        });
        assertThat(consumer.isConsuming()).isTrue();

        broker.stop();
        await().until(() -> !consumer.isConsuming());
        broker.start();

        await().atMost(Duration.ofSeconds(20)).until(consumer::isConsuming);
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.url());
        connection = factory.newConnection();
        channel = connection.createChannel();
        publish(5);
        await().untilAsserted(() -> assertThat(done).hasSize(5));
        consumer.stop().await();
    }

    private QueueConsumer consume(Function<List<Delivery>, Future<Void>> work) {
        QueueConsumer consumer = new QueueConsumer(
                vertx, new AmqpSettings(new Secret(broker.url()), 100), QUEUE, List.of("test_happened"), work);
        vertx.runOnContext(now -> consumer.start());
        await().until(consumer::isConsuming);
        return consumer;
    }

    private void publish(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            channel.basicPublish(
                    "shop.events", "test_happened", null, String.valueOf(i).getBytes(StandardCharsets.UTF_8));
        }
    }
}
