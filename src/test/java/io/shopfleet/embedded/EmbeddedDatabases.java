package io.shopfleet.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A real PostgreSQL on a free port of the loopback interface with {@code user_db}, {@code order_db} and
 * {@code inventory_db}. Each belongs to a role of its own that can connect to no other.
 */
public final class EmbeddedDatabases implements AutoCloseable {
    private static final List<String> SERVICES = List.of("user", "order", "inventory");
    private static final List<String> COMMON = List.of("max_connections = 200", "timezone = 'UTC'", "jit = off");
    private static final List<String> FORGETFUL =
            List.of("fsync = off", "synchronous_commit = off", "full_page_writes = off");

    private final OwnedDirectory directory;
    private final boolean durable;
    private final PostgresServer server;
    private final int port = Loopback.freePort();
    private final Properties passwords;
    private boolean closed;

    private EmbeddedDatabases(OwnedDirectory directory, boolean durable) {
        this.directory = directory;
        this.durable = durable;
        this.server = new PostgresServer(PostgresBinaries.unpacked(), directory.path());
        this.passwords = passwords(directory.path().resolve("passwords.properties"));
    }

    /** Databases for tests: as fast as can be, deleted on {@link #close()} or at the end of the JVM. */
    public static EmbeddedDatabases ephemeral() {
        EmbeddedDatabases databases = started(OwnedDirectory.temporary("shopfleet-databases"), false);
        Runtime.getRuntime().addShutdownHook(new Thread(databases::close, "databases-close"));
        return databases;
    }

    /**
     * Databases that stay in the directory with PostgreSQL's full durability, for the next start to find again, also
     * after {@code kill -9}. The caller closes them, after everything that uses them.
     *
     * @param dataDirectory made if it is missing; used by these databases alone
     * @throws IllegalStateException if another live process uses the directory, or PostgreSQL cannot start
     */
    public static EmbeddedDatabases persistent(Path dataDirectory) {
        return started(OwnedDirectory.claim(dataDirectory), true);
    }

    private static EmbeddedDatabases started(OwnedDirectory directory, boolean durable) {
        try {
            var databases = new EmbeddedDatabases(directory, durable);
            databases.start();
            return databases;
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private void start() {
        server.initialize(password(PostgresServer.SUPERUSER));
        var settings = new ArrayList<>(COMMON);
        if (!durable) {
            settings.addAll(FORGETFUL);
        }
        server.start(port, settings);
        try {
            createMissing();
        } catch (SQLException e) {
            server.stop("fast");
            throw new IllegalStateException("The databases cannot be created: " + e.getMessage(), e);
        }
    }

    /** The URL of the database of {@code user}, {@code order} or {@code inventory}, with its role and password. */
    public String url(String service) {
        return set("").url(service);
    }

    /** The TCP port, on the loopback interface only. */
    public int port() {
        return port;
    }

    /** The superuser's URL, for looking around and for breaking things on purpose. */
    public String adminUrl() {
        return url(PostgresServer.SUPERUSER, "postgres");
    }

    /**
     * Makes another, empty set of databases beside the first, within the same server and for the same roles.
     *
     * @param name part of the databases' names: 1 to 30 of {@code a-z}, {@code 0-9} and {@code _}
     */
    public DatabaseSet createFresh(String name) {
        if (!name.matches("[a-z0-9_]{1,30}")) {
            throw new IllegalArgumentException("Not a name for databases: " + name);
        }
        String suffix = "_" + name + "_" + Loopback.randomSuffix();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String service : SERVICES) {
                createDatabase(statement, service, suffix);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The databases cannot be created: " + e.getMessage(), e);
        }
        return set(suffix);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        server.stop(durable ? "fast" : "immediate");
        directory.close();
    }

    private void createMissing() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String service : SERVICES) {
                if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + service + "_role'")) {
                    statement.execute(
                            "CREATE ROLE " + service + "_role LOGIN PASSWORD '" + password(service + "_role") + "'");
                }
                if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + service + "_db'")) {
                    createDatabase(statement, service, "");
                }
            }
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static void createDatabase(Statement statement, String service, String suffix) throws SQLException {
        String database = service + "_db" + suffix;
        statement.execute("CREATE DATABASE " + database + " OWNER " + service + "_role");
        statement.execute("REVOKE ALL ON DATABASE " + database + " FROM PUBLIC");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + Loopback.ADDRESS + ":" + port + "/postgres",
                PostgresServer.SUPERUSER,
                password(PostgresServer.SUPERUSER));
    }

    private DatabaseSet set(String suffix) {
        Map<String, String> urls = new HashMap<>();
        for (String service : SERVICES) {
            urls.put(service, url(service + "_role", service + "_db" + suffix));
        }
        return new DatabaseSet(urls);
    }

    private String url(String role, String database) {
        return "postgresql://" + role + ":" + password(role) + "@" + Loopback.ADDRESS + ":" + port + "/" + database;
    }

    private String password(String role) {
        return passwords.getProperty(role);
    }

    /** Reads the passwords of all roles, or makes them at the first start. */
    private static Properties passwords(Path file) {
        var passwords = new Properties();
        try {
            if (Files.exists(file)) {
                try (var reader = Files.newBufferedReader(file)) {
                    passwords.load(reader);
                }
                return passwords;
            }
            passwords.setProperty(PostgresServer.SUPERUSER, Loopback.randomPassword());
            SERVICES.forEach(service -> passwords.setProperty(service + "_role", Loopback.randomPassword()));
            // Whole or not at all: a server whose password was lost could never be opened again.
            Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
            Files.deleteIfExists(unfinished);
            OwnedDirectory.createPrivateFile(unfinished);
            try (var writer = Files.newBufferedWriter(unfinished)) {
                passwords.store(writer, null);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            return passwords;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
