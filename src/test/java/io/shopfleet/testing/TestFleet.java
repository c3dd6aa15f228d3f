package io.shopfleet.testing;

import io.shopfleet.Fleet;
import io.shopfleet.Settings;
import io.shopfleet.embedded.Broker;
import io.shopfleet.embedded.EmbeddedDatabases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * All four roles in this JVM, on a real PostgreSQL and a real broker: the embedded one, or RabbitMQ with
 * {@code -Dshopfleet.broker=rabbitmq}.
 */
public final class TestFleet implements AutoCloseable {
    /** The administrator of every test fleet. */
    public static final String ADMIN_EMAIL = "admin@example.com";

    /** The administrator's password, good for a process that lives for a test. */
    public static final String ADMIN_PASSWORD = "a test's own administrator 1";

    private static final Path SIGNING_KEY = writeSigningKey();

    private final EmbeddedDatabases databases;
    private final Broker broker;
    private final Map<String, String> environment;
    private Fleet fleet;

    private TestFleet(EmbeddedDatabases databases, Broker broker, Map<String, String> environment) {
        this.databases = databases;
        this.broker = broker;
        this.environment = environment;
        this.fleet = Fleet.start(Settings.read(environment)).await();
    }

    /**
     * The fleet that most tests share. It ends with the JVM.
     *
     * @return the running fleet
     */
    public static TestFleet shared() {
        return Shared.FLEET;
    }

    /**
     * A fleet of one's own, with empty databases and an empty broker.
     *
     * @param settings variables to override
     * @return the running fleet, to be closed
     */
    public static TestFleet start(Map<String, String> settings) {
        EmbeddedDatabases databases = EmbeddedDatabases.ephemeral();
        Broker broker = Broker.ephemeral();
        Map<String, String> environment = new HashMap<>(Map.of(
                "HTTP_PORT",
                "0",
                "MANAGEMENT_PORT",
                "0",
                "HTTP_HOST",
                "127.0.0.1",
                "MANAGEMENT_HOST",
                "127.0.0.1",
                "JWT_PRIVATE_KEY_FILE",
                SIGNING_KEY.toString(),
                "ADMIN_EMAIL",
                ADMIN_EMAIL,
                "ADMIN_PASSWORD",
                ADMIN_PASSWORD,
                "RABBITMQ_URL",
                broker.url()));
        for (String service : new String[] {"user", "order", "inventory"}) {
            environment.put(service.toUpperCase(java.util.Locale.ROOT) + "_DATABASE_URL", databases.url(service));
        }
        environment.putAll(settings);
        return new TestFleet(databases, broker, environment);
    }

    /** Ends this process's roles and starts them again on the same infrastructure. */
    public void restart() {
        fleet.stop().await();
        fleet = Fleet.start(Settings.read(environment)).await();
    }

    /**
     * A driver for this fleet.
     *
     * @return speaks HTTP to the gateway
     */
    public Shop shop() {
        return new Shop(fleet.httpPort());
    }

    /**
     * Where health and metrics are.
     *
     * @return {@code http://host:port}
     */
    public String managementUrl() {
        return "http://127.0.0.1:" + fleet.managementPort();
    }

    /**
     * The broker, to be disturbed.
     *
     * @return the broker
     */
    public Broker broker() {
        return broker;
    }

    /**
     * A service's database.
     *
     * @param service {@code user}, {@code order} or {@code inventory}
     * @return for looking into it with SQL
     */
    public TestDatabase database(String service) {
        return new TestDatabase(databases.url(service));
    }

    @Override
    public void close() {
        fleet.stop().await();
        broker.close();
        databases.close();
    }

    private static Path writeSigningKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            Path file = Files.createTempFile("shopfleet-test", ".pem");
            file.toFile().deleteOnExit();
            return Files.writeString(
                    file,
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                            + "\n-----END PRIVATE KEY-----\n");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        static final TestFleet FLEET = start(Map.of());

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(FLEET::close));
        }
    }
}
