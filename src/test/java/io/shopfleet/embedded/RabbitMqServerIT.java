package io.shopfleet.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

@Tag("rabbitmq")
@EnabledIf(value = "io.shopfleet.embedded.RabbitMqServer#isAvailable", disabledReason = "RabbitMQ is not installed")
class RabbitMqServerIT {
    private static final long CONFIRM_TIMEOUT_MS = 10_000;

    @Test
    void a_confirmed_message_survives_a_stop_and_a_kill_but_not_the_loss_of_the_disk() throws Exception {
        try (var broker = RabbitMqServer.ephemeral()) {
            // Given
            int port = broker.port();
            publishOne(broker);

            // When
            broker.stop();
            broker.start();

            // Then
            assertThat(broker.port()).isEqualTo(port);
            // A queue that is just recovering tells its depth late.
            await().untilAsserted(() -> assertThat(depth(broker)).isEqualTo(1));

            // When
            broker.kill();
            broker.start();

            // Then
            // A queue that is just recovering tells its depth late.
            await().untilAsserted(() -> assertThat(depth(broker)).isEqualTo(1));

            // When
            broker.startEmpty();

            // Then
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> depth(broker))
                    .havingCause()
                    .withMessageContaining("404");
        }
    }

    @Test
    void two_of_them_run_side_by_side_and_leave_no_process_behind() throws Exception {
        // Given
        List<Long> before = children();

        // When
        try (var one = RabbitMqServer.ephemeral();
                var other = RabbitMqServer.ephemeral()) {
            publishOne(one);
            publishOne(other);
            assertThat(children().size()).isGreaterThan(before.size());
        }

        // Then
        assertThat(children()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void an_exchange_takes_the_arguments_that_the_embedded_broker_needs() throws Exception {
        try (var broker = RabbitMqServer.ephemeral();
                Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            // Given
            channel.exchangeDeclare("lost", "fanout", true);
            channel.queueDeclare("lost", true, false, false, Map.of("x-queue-type", "quorum"));
            channel.queueBind("lost", "lost", "");
            Map<String, Object> arguments =
                    Map.of("alternate-exchange", "lost", "alternateBinding", Map.of("destination", "lost"));
            channel.exchangeDeclare("events", "topic", true, false, arguments);
            channel.exchangeDeclare("events", "topic", true, false, arguments);
            channel.confirmSelect();

            // When
            channel.basicPublish("events", "nobody_listens", MessageProperties.PERSISTENT_BASIC, new byte[0]);
            channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT_MS);

            // Then
            assertThat(channel.basicGet("lost", true)).isNotNull();
        }
    }

    private static List<Long> children() {
        return ProcessHandle.current()
                .descendants()
                .map(ProcessHandle::pid)
                .sorted()
                .toList();
    }

    private static void publishOne(Broker broker) throws Exception {
        try (Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            channel.queueDeclare("kept", true, false, false, Map.of("x-queue-type", "quorum"));
            channel.confirmSelect();
            channel.basicPublish("", "kept", MessageProperties.PERSISTENT_BASIC, new byte[] {1});
            channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT_MS);
        }
    }

    /** Counts by taking and giving back: a quorum queue reports its depth only after a while. */
    private static int depth(Broker broker) throws Exception {
        try (Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            int count = 0;
            while (channel.basicGet("kept", false) != null) {
                count++;
            }
            return count;
        }
    }

    private static Connection connect(Broker broker) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(broker.url());
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }
}
