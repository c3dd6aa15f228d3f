package io.shopfleet.user;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.shopfleet.platform.Node;
import io.shopfleet.platform.amqp.AmqpSettings;
import io.shopfleet.platform.bus.Bus;
import io.shopfleet.platform.bus.BusSettings;
import io.shopfleet.platform.config.Secret;
import io.shopfleet.platform.contract.Address;
import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.contract.Problem;
import io.shopfleet.platform.contract.ProblemException;
import io.shopfleet.platform.db.Database;
import io.shopfleet.platform.db.DatabaseSettings;
import io.shopfleet.platform.ops.Health;
import io.shopfleet.user.api.Tokens;
import io.shopfleet.user.api.UserApi;
import io.shopfleet.user.api.UserApi.Login;
import io.shopfleet.user.api.UserApi.RegisterUser;
import io.shopfleet.user.api.UserView;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.assertj.core.api.Assertions;

/** The user service on a database of its own. No broker listens, so every event stays in the outbox. */
final class RunningUserService implements AutoCloseable {
    static final String PASSWORD = "violet-kettle-9";
    static final Caller ADMIN = new Caller(Long.MAX_VALUE, true);
    static final AdminSettings NO_ADMIN = new AdminSettings(null, null);

    private static final AtomicInteger SERIAL = new AtomicInteger();

    final Vertx vertx = Vertx.vertx();
    final Bus bus = new Bus(vertx, new BusSettings(Duration.ofSeconds(10), 100, Duration.ofSeconds(1)));
    final Database database;

    private final UserSettings settings;
    private final JwtSettings jwt;

    private RunningUserService(Path directory) throws Exception {
        String name = "user_" + SERIAL.incrementAndGet();
        try (Connection connection = Server.POSTGRES.getPostgresDatabase().getConnection()) {
            connection.createStatement().execute("CREATE DATABASE " + name);
        }
        DatabaseSettings databaseSettings = new DatabaseSettings(
                new Secret("postgresql://postgres:postgres@localhost:" + Server.POSTGRES.getPort() + "/" + name),
                16,
                Duration.ofSeconds(10));
        this.settings = new UserSettings(databaseSettings, Duration.ofDays(30), 2);
        this.jwt = new JwtSettings(Keys.file(directory), Duration.ofMinutes(15));
        this.database = new Database(vertx, "user", databaseSettings);
    }

    static RunningUserService start(Path directory) throws Exception {
        RunningUserService service = new RunningUserService(directory);
        service.deploy(NO_ADMIN).await(60, TimeUnit.SECONDS);
        return service;
    }

    /** Not deployed yet. */
    static RunningUserService prepare(Path directory) throws Exception {
        return new RunningUserService(directory);
    }

    Future<String> deploy(AdminSettings admin) {
        return deploy(admin, jwt);
    }

    Future<String> deploy(AdminSettings admin, JwtSettings signing) {
        Node node = new Node(
                bus,
                new AmqpSettings(new Secret("amqp://guest:guest@localhost:1"), 10),
                new Health(vertx),
                new SimpleMeterRegistry());
        return vertx.deployVerticle(new UserVerticle(node, settings, signing, admin));
    }

    <Q, R> R ask(Address<Q, R> address, Q request) throws TimeoutException {
        return bus.request(address, request).await(20, TimeUnit.SECONDS);
    }

    /** What is answered where the request must fail. */
    <Q, R> Problem refusal(Address<Q, R> address, Q request) {
        return Assertions.assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> ask(address, request))
                .actual()
                .problem();
    }

    @CanIgnoreReturnValue
    UserView register(String email) throws TimeoutException {
        return ask(UserApi.REGISTER, new RegisterUser(email, "Ada Lovelace", PASSWORD));
    }

    Tokens login(String email) throws TimeoutException {
        return ask(UserApi.LOGIN, new Login(email, PASSWORD));
    }

    List<Row> sql(String statement, Object... parameters) throws TimeoutException {
        return database.query(connection -> connection.preparedQuery(statement).execute(Tuple.from(parameters)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList())
                .await(20, TimeUnit.SECONDS);
    }

    /** The bodies of one kind of event about somebody, in order. */
    List<String> events(String event, long userId) throws TimeoutException {
        return sql(
                        "SELECT convert_from(body, 'UTF8') FROM outbox WHERE event = $1 AND subject = $2 ORDER BY seq",
                        event,
                        String.valueOf(userId))
                .stream()
                .map(row -> row.getString(0))
                .toList();
    }

    @Override
    public void close() throws TimeoutException {
        database.close().await(30, TimeUnit.SECONDS);
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
