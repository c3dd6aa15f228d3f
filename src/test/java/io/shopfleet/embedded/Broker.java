package io.shopfleet.embedded;

/**
 * A broker that speaks AMQP 0-9-1 on the loopback interface and can be taken away and brought back, for tests of what
 * happens then. It is running when it is handed out. Its port and credentials stay the same for its whole life.
 */
public interface Broker extends AutoCloseable {

    /**
     * An empty broker for a test: the embedded one, or RabbitMQ where the system property {@code shopfleet.broker} is
     * {@code rabbitmq}.
     */
    static Broker ephemeral() {
        return "rabbitmq".equals(System.getProperty("shopfleet.broker"))
                ? RabbitMqServer.ephemeral()
                : EmbeddedBroker.ephemeral();
    }

    /** {@code amqp://user:password@127.0.0.1:port}, without a slash, which would name the empty virtual host. The password is made at random for each instance. */
    String url();

    /** The TCP port, on the loopback interface only. */
    int port();

    /** Shuts down in good order; a stopped broker stays stopped. Connections are closed, nobody can connect. */
    void stop();

    /**
     * Starts again on the same port, with what the broker keeps: durable queues with their persistent messages, or
     * nothing if it keeps them in memory only. Does nothing if it runs.
     *
     * @throws IllegalStateException if it cannot start, with the reason
     */
    void start();

    /**
     * Comes back on the same port without a single queue, exchange or message, as after the loss of its disk. Stops the
     * broker first if it runs.
     */
    void startEmpty();

    /** Stops for good; what an ephemeral broker wrote is deleted. */
    @Override
    void close();
}
