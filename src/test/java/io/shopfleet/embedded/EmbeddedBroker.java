package io.shopfleet.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener.DefaultSystemLauncherListener;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.State;
import org.apache.qpid.server.model.SystemConfig;
import org.apache.qpid.server.model.VirtualHostNode;
import org.jspecify.annotations.Nullable;

/**
 * Apache Qpid Broker-J inside this JVM. It is not RabbitMQ: it ignores the queue arguments it does not know (quorum
 * queues, dead-letter exchanges), and it never drops a message that a consumer rejects.
 */
public final class EmbeddedBroker implements Broker {
    private static final String USER = "shopfleet";

    private final OwnedDirectory directory;
    private final boolean durable;
    private final int port;
    private final String password = Loopback.randomPassword();
    private @Nullable SystemLauncher launcher;

    private EmbeddedBroker(OwnedDirectory directory, boolean durable, int port) {
        this.directory = directory;
        this.durable = durable;
        this.port = port;
    }

    /** A broker on a free port that keeps everything in memory; each start is an empty one. */
    public static EmbeddedBroker ephemeral() {
        return started(new EmbeddedBroker(OwnedDirectory.temporary("shopfleet-broker"), false, Loopback.freePort()));
    }

    /** As {@link #persistent(Path, int)}, on a free port. */
    public static EmbeddedBroker persistent(Path dataDirectory) {
        return persistent(dataDirectory, Loopback.freePort());
    }

    /**
     * A broker that keeps durable queues and persistent messages in the directory, and confirms a message when it is on
     * the disk.
     *
     * @param dataDirectory made if it is missing; used by this broker alone
     * @throws IllegalStateException if another live process uses the directory, or the broker cannot start
     */
    public static EmbeddedBroker persistent(Path dataDirectory, int port) {
        return started(claim(dataDirectory, port));
    }

    /**
     * As {@link #persistent(Path, int)}, on a free port and not started yet: its address is known, so that others can
     * start beside it.
     */
    public static EmbeddedBroker claim(Path dataDirectory) {
        return claim(dataDirectory, Loopback.freePort());
    }

    private static EmbeddedBroker claim(Path dataDirectory, int port) {
        return new EmbeddedBroker(OwnedDirectory.claim(dataDirectory), true, port);
    }

    private static EmbeddedBroker started(EmbeddedBroker broker) {
        try {
            broker.start();
            return broker;
        } catch (RuntimeException e) {
            broker.directory.close();
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
        if (launcher != null) {
            return;
        }
        if (!durable) {
            directory.clear();
        }
        var outcome = new Outcome();
        var starting = new SystemLauncher(outcome);
        try {
            starting.startup(attributes());
            outcome.check();
        } catch (Exception e) {
            starting.shutdown();
            throw new IllegalStateException("The embedded broker cannot start on port " + port + ": " + e, e);
        }
        launcher = starting;
    }

    private Map<String, Object> attributes() {
        // Derby would write its log to whatever directory this JVM was started in.
        System.setProperty(
                "derby.stream.error.file", directory.path().resolve("derby.log").toString());
        var context = new HashMap<String, String>();
        context.put("shopfleet.user", USER);
        context.put("shopfleet.password", password);
        context.put("shopfleet.port", Integer.toString(port));
        context.put("shopfleet.virtualhost", durable ? "{\"type\":\"DERBY\"}" : "{\"type\":\"Memory\"}");
        context.put(SystemConfig.QPID_WORK_DIR, directory.path().toString());
        return Map.of(
                "type",
                "Memory",
                SystemConfig.INITIAL_CONFIGURATION_LOCATION,
                "classpath:embedded/broker.json",
                SystemConfig.STARTUP_LOGGED_TO_SYSTEM_OUT,
                false,
                "context",
                context);
    }

    @Override
    public synchronized void stop() {
        if (launcher != null) {
            launcher.shutdown();
            launcher = null;
        }
    }

    @Override
    public synchronized void startEmpty() {
        stop();
        directory.clear();
        start();
    }

    @Override
    public synchronized void close() {
        stop();
        directory.close();
    }

    /** The launcher reports a failed start to its listener only, and a port or store that failed to open to nobody. */
    private static final class Outcome extends DefaultSystemLauncherListener {
        private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        private final AtomicReference<@Nullable SystemConfig<?>> system = new AtomicReference<>();

        @Override
        public void errorOnStartup(RuntimeException e) {
            failure.set(e);
        }

        @Override
        public void onContainerResolve(SystemConfig<?> systemConfig) {
            system.set(systemConfig);
        }

        void check() {
            RuntimeException reported = failure.get();
            if (reported != null) {
                throw reported;
            }
            SystemConfig<?> running = system.get();
            if (running == null || running.getContainer() == null) {
                throw new IllegalStateException("no broker came up");
            }
            for (Port<?> port : running.getContainer().getChildren(Port.class)) {
                if (port.getState() != State.ACTIVE) {
                    throw new IllegalStateException("the port is taken");
                }
            }
            for (VirtualHostNode<?> node : running.getContainer().getChildren(VirtualHostNode.class)) {
                if (node.getState() != State.ACTIVE
                        || node.getVirtualHost() == null
                        || node.getVirtualHost().getState() != State.ACTIVE) {
                    throw new IllegalStateException("its message store did not open");
                }
            }
        }
    }
}
