package io.shopfleet;

import io.shopfleet.platform.config.ConfigException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts Shopfleet: {@code java -jar shopfleet.jar --roles=gateway,order --config=/etc/shopfleet}. */
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int SHUTDOWN_SECONDS = 25;
    private static final String USAGE =
            "Usage: java -jar shopfleet.jar [--roles=gateway,user,order,inventory] [--config=DIR]";

    private Main() {}

    /**
     * Runs the roles named on the command line, or in the settings, until the process is asked to end.
     *
     * @param args {@code --roles=…} and {@code --config=…}
     */
    public static void main(String[] args) {
        try {
            Settings settings = Settings.read(withOptions(System.getenv(), args));
            Fleet fleet = Fleet.start(settings).await();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(fleet), "shutdown"));
            LOG.info("Ready: {} (management port {})", settings.roles(), fleet.managementPort());
        } catch (Throwable failure) {
            LOG.error("Cannot start: {}", oneLine(failure));
            LOG.debug("The cause", failure);
            System.exit(1);
        }
    }

    /** Options are variables by another name, and win over them. */
    private static Map<String, String> withOptions(Map<String, String> environment, String[] args) {
        Map<String, String> all = new HashMap<>(environment);
        for (String arg : args) {
            String[] option = arg.split("=", 2);
            switch (option[0]) {
                case "--roles" -> all.put("ROLES", value(option));
                case "--config" -> all.put("CONFIG_DIR", value(option));
                default -> throw new ConfigException("Unknown option " + arg + ". " + USAGE);
            }
        }
        return all;
    }

    private static String value(String[] option) {
        if (option.length < 2 || option[1].isBlank()) {
            throw new ConfigException("The option " + option[0] + " needs a value. " + USAGE);
        }
        return option[1];
    }

    private static void stop(Fleet fleet) {
        try {
            fleet.stop().await(SHUTDOWN_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | RuntimeException e) {
            LOG.warn("Not everything was closed in time: {}", e.toString());
        }
    }

    private static String oneLine(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && cause.getCause() != null && !(cause instanceof ConfigException)) {
            cause = cause.getCause();
        }
        return cause instanceof ConfigException ? String.valueOf(cause.getMessage()) : String.valueOf(cause);
    }
}
