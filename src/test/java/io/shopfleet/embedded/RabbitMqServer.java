package io.shopfleet.embedded;

import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.ConnectionFactory;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The RabbitMQ that is installed on this machine, as a child process with a node, data and ports of its own; a service
 * of that name that may be running is left alone. Durable queues and persistent messages are kept until {@link #close()}.
 */
public final class RabbitMqServer implements Broker {
    private static final String USER = "shopfleet";
    private static final String EPMD = "epmd";
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);
    // Not /usr/sbin/rabbitmq-server on Debian: that one insists on the service's own user and directories.
    private static final List<Path> PROGRAMS = List.of(
            Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server"),
            Path.of("/opt/homebrew/sbin/rabbitmq-server"),
            Path.of("/usr/local/sbin/rabbitmq-server"));

    private final OwnedDirectory directory = OwnedDirectory.temporary("shopfleet-rabbitmq");
    private final int port = Loopback.freePort();
    private final int distributionPort = Loopback.freePort();
    private final int epmdPort = Loopback.freePort();
    private final String password = Loopback.randomPassword();
    private final Thread hook = new Thread(this::end, "rabbitmq-close");
    private final Process epmd;
    private @Nullable Process node;

    private RabbitMqServer() {
        try {
            Files.createDirectory(home());
            Files.createFile(file("rabbitmq-env.conf"));
            Files.writeString(file("enabled_plugins"), "[].\n");
            Files.writeString(file("rabbitmq.conf"), configuration());
            epmd = launch(List.of(EPMD, "-address", Loopback.ADDRESS, "-port", Integer.toString(epmdPort)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether RabbitMQ and the Erlang it needs are installed here. */
    public static boolean isAvailable() {
        return program().isPresent() && onPath(EPMD) && onPath("erl");
    }

    /**
     * An empty, running RabbitMQ that ends with this JVM at the latest.
     *
     * @throws IllegalStateException if it is not installed or does not start
     */
    public static RabbitMqServer ephemeral() {
        if (!isAvailable()) {
            throw new IllegalStateException("RabbitMQ is not installed (Debian: apt-get install rabbitmq-server)");
        }
        var server = new RabbitMqServer();
        Runtime.getRuntime().addShutdownHook(server.hook);
        try {
            server.start();
            return server;
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    @Override
    public String url() {
        return "amqp://" + USER + ":" + password + "@" + Loopback.ADDRESS + ":" + port;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public synchronized void start() {
        if (node != null) {
            return;
        }
        Process starting;
        try {
            await().pollInterval(Duration.ofMillis(20)).until(() -> accepts(epmdPort));
            starting = launch(List.of(program().orElseThrow().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        node = starting;
        try {
            await().atMost(START_TIMEOUT)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> !starting.isAlive() || answers());
        } catch (ConditionTimeoutException e) {
            kill();
            throw new IllegalStateException("RabbitMQ does not answer on port " + port + "\n" + output(), e);
        }
        if (!starting.isAlive()) {
            node = null;
            throw new IllegalStateException("RabbitMQ ended at its start on port " + port + "\n" + output());
        }
    }

    @Override
    public synchronized void stop() {
        if (node != null) {
            // SIGTERM: RabbitMQ writes what it has and ends.
            node.destroy();
            awaitEnd(node);
            node = null;
        }
    }

    /** Ends the broker without a warning, as {@code kill -9} does. Confirmed messages must survive this, too. */
    public synchronized void kill() {
        if (node != null) {
            awaitEnd(node.destroyForcibly());
            node = null;
        }
    }

    @Override
    public synchronized void startEmpty() {
        kill();
        OwnedDirectory.delete(file("mnesia"));
        start();
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending already and runs the hook itself.
            return;
        }
    }

    /** Nothing is worth keeping any more, so there is no need to be gentle. */
    private synchronized void end() {
        kill();
        if (epmd.isAlive()) {
            awaitEnd(epmd.destroyForcibly());
            directory.close();
        }
    }

    private Process launch(List<String> command) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(directory.path().toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(file("output.log").toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("RABBITMQ_") || name.startsWith("ERL_"));
        builder.environment().putAll(environment());
        return builder.start();
    }

    private Map<String, String> environment() {
        return Map.ofEntries(
                Map.entry("HOME", home().toString()),
                Map.entry("ERL_EPMD_PORT", Integer.toString(epmdPort)),
                Map.entry("ERL_EPMD_ADDRESS", Loopback.ADDRESS),
                Map.entry("RABBITMQ_NODENAME", "shopfleet" + port + "@localhost"),
                Map.entry("RABBITMQ_DIST_PORT", Integer.toString(distributionPort)),
                Map.entry("RABBITMQ_MNESIA_BASE", file("mnesia").toString()),
                Map.entry("RABBITMQ_LOG_BASE", file("log").toString()),
                Map.entry("RABBITMQ_CONFIG_FILE", file("rabbitmq.conf").toString()),
                Map.entry("RABBITMQ_CONF_ENV_FILE", file("rabbitmq-env.conf").toString()),
                Map.entry(
                        "RABBITMQ_ENABLED_PLUGINS_FILE", file("enabled_plugins").toString()),
                Map.entry("RABBITMQ_PID_FILE", file("pid").toString()),
                Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2"),
                // Makes the script become the broker instead of starting it, so that our signals reach it.
                Map.entry("RUNNING_UNDER_SYSTEMD", "true"));
    }

    private String configuration() {
        return String.join(
                "\n",
                "listeners.tcp.1 = " + Loopback.ADDRESS + ":" + port,
                "default_user = " + USER,
                "default_pass = " + password,
                "disk_free_limit.absolute = 50MB",
                "log.file.level = warning",
                "");
    }

    private boolean answers() {
        var factory = new ConnectionFactory();
        factory.setHost(Loopback.ADDRESS);
        factory.setPort(port);
        factory.setUsername(USER);
        factory.setPassword(password);
        factory.setAutomaticRecoveryEnabled(false);
        try {
            factory.newConnection().close();
            return true;
        } catch (IOException | TimeoutException e) {
            return false;
        }
    }

    private static boolean accepts(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static void awaitEnd(Process process) {
        try {
            if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    && process.destroyForcibly().waitFor() < 0) {
                throw new IllegalStateException("Process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String output() {
        try {
            return Files.readString(file("output.log"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "(no output: " + e + ")";
        }
    }

    private Path home() {
        return file("home");
    }

    private Path file(String name) {
        return directory.path().resolve(name);
    }

    private static Optional<Path> program() {
        return PROGRAMS.stream().filter(Files::isExecutable).findFirst();
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
