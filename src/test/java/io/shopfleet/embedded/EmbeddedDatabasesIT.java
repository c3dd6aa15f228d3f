package io.shopfleet.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabasesIT {
    private static EmbeddedDatabases shared;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        shared = EmbeddedDatabases.ephemeral();
    }

    @AfterAll
    static void stop() {
        shared.close();
    }

    @Test
    void each_service_owns_its_database() throws SQLException {
        for (String service : new String[] {"user", "order", "inventory"}) {
            // When
            execute(shared.url(service), "CREATE TABLE mine (id int)");

            // Then
            assertThat(query(shared.url(service), "SELECT current_database()")).isEqualTo(service + "_db");
        }
    }

    @Test
    void no_service_connects_to_the_database_of_another() {
        // Given
        String trespass = shared.url("order").replace("/order_db", "/user_db");

        // When / Then
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> query(trespass, "SELECT 1"))
                .withMessageContaining("permission denied");
    }

    @Test
    void a_wrong_password_is_refused() {
        // Given
        String guessed = shared.url("user").replaceFirst(":[^:@/]+@", ":guessed@");

        // When / Then
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> query(guessed, "SELECT 1"))
                .withMessageContaining("password authentication failed");
    }

    @Test
    void two_hundred_connections_are_allowed_and_the_version_is_18() throws SQLException {
        assertThat(query(shared.adminUrl(), "SHOW max_connections")).isEqualTo("200");
        assertThat(query(shared.adminUrl(), "SHOW server_version")).startsWith("18.");
    }

    @Test
    void fresh_sets_of_one_name_are_apart() throws SQLException {
        // When
        DatabaseSet one = shared.createFresh("same");
        DatabaseSet other = shared.createFresh("same");

        // Then
        execute(one.url("order"), "CREATE TABLE t (id int)");
        execute(other.url("order"), "CREATE TABLE t (id int)");
        assertThat(one.url("order")).isNotEqualTo(other.url("order"));
    }

    @Test
    void an_unknown_service_is_refused_by_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> shared.url("billing"))
                .withMessageContaining("billing");
    }

    @Test
    void data_and_passwords_survive_a_restart() throws SQLException, IOException {
        // Given
        String user;
        try (var first = EmbeddedDatabases.persistent(directory)) {
            keepOneRow(first);
            user = URI.create(first.url("order")).getUserInfo();
        }

        // When
        try (var second = EmbeddedDatabases.persistent(directory)) {

            // Then
            assertThat(keptRows(second)).isEqualTo("1");
            assertThat(URI.create(second.url("order")).getUserInfo()).isEqualTo(user);
            assertThat(query(second.adminUrl(), "SHOW fsync")).isEqualTo("on");
        }
        assertThat(Files.getPosixFilePermissions(directory.resolve("passwords.properties")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void committed_data_survive_the_death_of_the_server() throws Exception {
        // Given
        try (var first = EmbeddedDatabases.persistent(directory)) {
            keepOneRow(first);
            ProcessHandle server = server().orElseThrow();
            assertThat(server.destroyForcibly()).isTrue();
            await().until(() -> !server.isAlive());
        }

        // When
        try (var second = EmbeddedDatabases.persistent(directory)) {

            // Then
            assertThat(keptRows(second)).isEqualTo("1");
        }
    }

    @Test
    void a_killed_jvm_leaves_a_server_behind_that_the_next_start_replaces() throws Exception {
        // Given
        Process owner = startOwner();
        try {
            // When / Then: the directory is taken while its owner lives
            assertThatIllegalStateException()
                    .isThrownBy(() -> EmbeddedDatabases.persistent(directory).close())
                    .withMessageContaining(directory.toString())
                    .withMessageContaining("in use by another running process");
        } finally {
            // kill -9
            assertThat(owner.destroyForcibly().waitFor()).isNotZero();
        }
        assertThat(server()).isPresent();

        // When
        try (var next = EmbeddedDatabases.persistent(directory)) {

            // Then
            assertThat(keptRows(next)).isEqualTo("1");
        }
        assertThat(server()).isEmpty();
    }

    /** Another JVM that holds the databases open until it is killed. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            EmbeddedDatabases databases = EmbeddedDatabases.persistent(directory);
            keepOneRow(databases);
            Files.createFile(directory.resolve("owner.ready"));
            new CountDownLatch(1).await();
        }
    }

    private Process startOwner() throws IOException {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        directory.toString())
                .inheritIO()
                .start();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(directory.resolve("owner.ready")) || !owner.isAlive());
        assertThat(owner.isAlive()).isTrue();
        return owner;
    }

    private Optional<ProcessHandle> server() throws IOException {
        Path file = directory.resolve("data").resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(Files.readAllLines(file).get(0)));
    }

    private static void keepOneRow(EmbeddedDatabases databases) throws SQLException {
        execute(databases.url("order"), "CREATE TABLE kept AS SELECT 1 AS id");
    }

    private static String keptRows(EmbeddedDatabases databases) throws SQLException {
        return query(databases.url("order"), "SELECT count(*) FROM kept");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(String url, String sql) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static Connection connect(String url) throws SQLException {
        URI uri = URI.create(url);
        String[] user = uri.getUserInfo().split(":", 2);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath(), user[0], user[1]);
    }
}
