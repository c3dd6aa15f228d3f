package io.shopfleet.dev;

import io.shopfleet.Fleet;
import io.shopfleet.Settings;
import io.shopfleet.embedded.EmbeddedBroker;
import io.shopfleet.embedded.EmbeddedDatabases;
import io.shopfleet.platform.config.ConfigException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Stream;

/** Everything in one JVM: the program behind {@code scripts/run}. */
public final class LocalFleet {
    private static final PrintStream OUT = System.out;
    private static final List<String> SERVICES = List.of("user", "order", "inventory");

    private final long startedAt = System.nanoTime();
    /** What is up, in the order in which it is to be closed. */
    private final Deque<AutoCloseable> running = new ConcurrentLinkedDeque<>();

    private final Map<String, String> environment = new ConcurrentHashMap<>(System.getenv());

    private LocalFleet() {}

    /**
     * Runs until it is interrupted.
     *
     * @param args {@code --data DIR}, {@code --fresh}
     */
    public static void main(String[] args) {
        try {
            Path data = Path.of(".shopfleet");
            boolean fresh = false;
            for (int i = 0; i < args.length; i++) {
                switch (args[i]) {
                    case "--fresh" -> fresh = true;
                    case "--data" -> {
                        if (++i == args.length) {
                            throw new ConfigException("--data needs a directory");
                        }
                        data = Path.of(args[i]);
                    }
                    default ->
                        throw new ConfigException("Unknown option " + args[i] + "; there are --data DIR and --fresh");
                }
            }
            new LocalFleet().run(data.toAbsolutePath().normalize(), fresh);
        } catch (Throwable failure) {
            Throwable cause = failure;
            while (cause.getCause() != null && !(cause instanceof ConfigException)) {
                cause = cause.getCause();
            }
            OUT.println("Cannot start: " + (cause.getMessage() == null ? cause.toString() : cause.getMessage()));
            System.exit(1);
        }
    }

    private void run(Path data, boolean fresh) throws Exception {
        OUT.println("Shopfleet, all roles in one process; data in " + data);
        mustBeOurs(data);
        if (fresh) {
            delete(data);
        }
        Files.createDirectories(data);
        // The first thing written: it tells the next start that the directory is ours.
        DemoSecrets secrets = DemoSecrets.in(data);
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "shutdown"));
        Optional<EmbeddedBroker> broker = broker(data);
        CompletableFuture<Boolean> brokerIsUp = inBackground(() -> broker.isEmpty()
                || step("AMQP broker", () -> {
                    broker.get().start();
                    return true;
                }));
        CompletableFuture<Boolean> databases = inBackground(() -> step("PostgreSQL", () -> databases(data)));
        environment.putIfAbsent("JWT_PRIVATE_KEY_FILE", secrets.signingKey().toString());
        environment.putIfAbsent("ADMIN_EMAIL", "admin@example.com");
        environment.putIfAbsent("ADMIN_PASSWORD", secrets.password("admin"));
        databases.join();
        // The broker needs longer than the services, which take its coming up as they take a broker that was away.
        Fleet fleet =
                step("Services", () -> Fleet.start(Settings.read(environment)).await());
        running.addFirst(() -> fleet.stop().await());
        brokerIsUp.join();
        step("Demo data", () -> {
            new DemoShop(fleet.httpPort())
                    .fill(value("ADMIN_EMAIL"), value("ADMIN_PASSWORD"), secrets.password("buyer"));
            return true;
        });
        tell(fleet, secrets);
    }

    /** A URL that is set is used instead of the embedded database. */
    private boolean databases(Path data) {
        List<String> missing = SERVICES.stream()
                .filter(service -> value(variable(service)).isEmpty())
                .toList();
        if (missing.isEmpty()) {
            return true;
        }
        EmbeddedDatabases databases = EmbeddedDatabases.persistent(data.resolve("postgresql"));
        running.addLast(databases);
        missing.forEach(service -> environment.put(variable(service), databases.url(service)));
        return true;
    }

    private Optional<EmbeddedBroker> broker(Path data) {
        if (!value("RABBITMQ_URL").isEmpty()) {
            return Optional.empty();
        }
        EmbeddedBroker broker = EmbeddedBroker.claim(data.resolve("broker"));
        running.addLast(broker);
        environment.put("RABBITMQ_URL", broker.url());
        return Optional.of(broker);
    }

    private String value(String variable) {
        return environment.getOrDefault(variable, "");
    }

    private static String variable(String service) {
        return service.toUpperCase(Locale.ROOT) + "_DATABASE_URL";
    }

    private <T> T step(String name, Callable<T> work) throws Exception {
        long from = System.nanoTime();
        T result = work.call();
        OUT.printf(Locale.ROOT, "  %-12s up in %.1f s%n", name, (System.nanoTime() - from) / 1e9);
        return result;
    }

    private static <T> CompletableFuture<T> inBackground(Callable<T> work) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return work.call();
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    private void tell(Fleet fleet, DemoSecrets secrets) {
        String url = "http://localhost:" + fleet.httpPort();
        OUT.printf(Locale.ROOT, "Ready in %.1f s. Stop with Ctrl-C.%n", (System.nanoTime() - startedAt) / 1e9);
        OUT.println("""

                  Try the API in a browser   %1$s/docs/
                  Health and metrics         http://localhost:%2$d/health  http://localhost:%2$d/metrics
                  Administrator              %3$s  %4$s
                  Buyer                      %5$s  %6$s

                Sign in, look around, place an order and see it confirmed:

                TOKEN=$(curl -s %1$s/api/auth/login -H 'Content-Type: application/json' \\
                  -d '{"email":"%5$s","password":"%6$s"}' | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
                curl -s %1$s/api/products; echo
                curl -s %1$s/api/orders -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
                  -H 'Prefer: wait=5' -d '{"items":[{"product_id":1,"quantity":2}]}'; echo
                curl -s %1$s/api/orders -H "Authorization: Bearer $TOKEN"; echo
                """.formatted(
                        url,
                        fleet.managementPort(),
                        value("ADMIN_EMAIL"),
                        value("ADMIN_PASSWORD"),
                        DemoShop.BUYER,
                        secrets.password("buyer")));
    }

    /** Closes whatever is up by now, also when the start was interrupted or failed; one failing spares no other. */
    private void stop() {
        OUT.println("Stopping; the data stay.");
        for (AutoCloseable part : running) {
            try {
                part.close();
            } catch (Exception e) {
                OUT.println("Not closed: " + e);
            }
        }
    }

    /** A directory with somebody else's files is neither written to nor deleted. */
    private static void mustBeOurs(Path data) {
        String[] found = data.toFile().list();
        boolean taken = found == null ? Files.exists(data) : found.length > 0;
        if (taken && !Files.exists(data.resolve("demo-users.properties"))) {
            throw new ConfigException(data + " is not empty and does not hold Shopfleet's data: choose another --data");
        }
    }

    /** Deletes what a local shop writes, and nothing else. */
    private static void delete(Path data) throws IOException {
        for (String name : List.of("postgresql", "broker", "jwt.pem", "demo-users.properties")) {
            Path part = data.resolve(name);
            if (Files.exists(part)) {
                try (Stream<Path> files = Files.walk(part)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }
    }
}
