package io.shopfleet.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
    private static final long CONFIRM_TIMEOUT_MS = 10_000;

    @TempDir
    Path directory;

    @Test
    void a_confirmed_message_survives_a_stop_and_a_start_on_the_same_port() throws Exception {
        try (var broker = EmbeddedBroker.persistent(directory)) {
            // Given
            publishOne(broker);
            int port = broker.port();

            // When
            broker.stop();
            broker.start();

            // Then
            assertThat(broker.port()).isEqualTo(port);
            assertThat(depth(broker)).isEqualTo(1);
        }
    }

    @Test
    void a_confirmed_message_survives_in_the_directory_for_the_next_broker() throws Exception {
        // Given
        try (var first = EmbeddedBroker.persistent(directory)) {
            publishOne(first);
        }

        // When
        try (var second = EmbeddedBroker.persistent(directory)) {

            // Then
            assertThat(depth(second)).isEqualTo(1);
        }
    }

    @Test
    void a_broker_that_comes_back_empty_knows_no_queue() throws Exception {
        try (var broker = EmbeddedBroker.persistent(directory)) {
            // Given
            publishOne(broker);

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
    void a_stopped_broker_refuses_connections() {
        try (var broker = EmbeddedBroker.ephemeral()) {
            // When
            broker.stop();

            // Then
            assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(() -> connect(broker).close());
        }
    }

    @Test
    void an_unroutable_message_goes_to_the_alternate_exchange() throws Exception {
        try (var broker = EmbeddedBroker.ephemeral();
                Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            // Given
            channel.exchangeDeclare("lost", "fanout", true);
            channel.queueDeclare("lost", true, false, false, null);
            channel.queueBind("lost", "lost", "");
            channel.exchangeDeclare(
                    "events",
                    "topic",
                    true,
                    false,
                    Map.of("alternate-exchange", "lost", "alternateBinding", Map.of("destination", "lost")));
            channel.confirmSelect();

            // When
            channel.basicPublish("events", "nobody_listens", MessageProperties.PERSISTENT_BASIC, new byte[0]);
            channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT_MS);

            // Then
            assertThat(channel.messageCount("lost")).isEqualTo(1);
        }
    }

    @Test
    void a_directory_in_use_is_refused_by_name() {
        try (var first = EmbeddedBroker.persistent(directory)) {
            assertThat(first.port()).isPositive();

            // When / Then
            assertThatIllegalStateException()
                    .isThrownBy(() -> EmbeddedBroker.persistent(directory).close())
                    .withMessageContaining(directory.toString())
                    .withMessageContaining("in use by another running process");
        }
    }

    @Test
    void a_taken_port_is_an_error_that_names_it() {
        try (var first = EmbeddedBroker.ephemeral()) {
            // When / Then
            assertThatIllegalStateException()
                    .isThrownBy(() ->
                            EmbeddedBroker.persistent(directory, first.port()).close())
                    .withMessageContaining(Integer.toString(first.port()));
        }
    }

    private static void publishOne(Broker broker) throws Exception {
        try (Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            channel.queueDeclare("kept", true, false, false, null);
            channel.confirmSelect();
            channel.basicPublish("", "kept", MessageProperties.PERSISTENT_BASIC, new byte[] {1});
            channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT_MS);
        }
    }

    private static long depth(Broker broker) throws Exception {
        try (Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            return channel.messageCount("kept");
        }
    }

    private static Connection connect(Broker broker) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(broker.url());
        factory.setAutomaticRecoveryEnabled(false);
        return factory.newConnection();
    }
}
