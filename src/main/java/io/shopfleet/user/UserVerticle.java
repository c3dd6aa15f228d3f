package io.shopfleet.user;

import io.shopfleet.platform.Node;
import io.shopfleet.platform.amqp.Publisher;
import io.shopfleet.platform.config.ConfigException;
import io.shopfleet.platform.contract.ProblemException;
import io.shopfleet.platform.db.Database;
import io.shopfleet.platform.events.Outbox;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The user service: people, their passwords and their tokens. */
public final class UserVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(UserVerticle.class);
    private static final String ADMIN_NAME = "Administrator";
    /** About a second behind each thread; callers are patient for five. */
    private static final int WAITING_FOR_HASHING = 16;

    private static final int WAITING_FOR_SIGNING = 256;
    private static final Duration CLEARING = Duration.ofMinutes(10);

    private final Node node;
    private final UserSettings settings;
    private final JwtSettings jwt;
    private final AdminSettings admin;
    private Supplier<Future<Void>> release = Future::succeededFuture;

    /**
     * Makes the service, ready to deploy.
     *
     * @param node what the process gives its roles
     * @param settings how people and sign-ins are kept
     * @param jwt how access tokens are signed
     * @param admin who is made administrator at start, if anybody
     */
    public UserVerticle(Node node, UserSettings settings, JwtSettings jwt, AdminSettings admin) {
        this.node = node;
        this.settings = settings;
        this.jwt = jwt;
        this.admin = admin;
    }

    /** Fails with a {@link ConfigException} when there is no usable signing key or the administrator's password is weak. */
    @Override
    public Future<?> start() {
        return vertx.executeBlocking(this::prepare).compose(this::serve);
    }

    @Override
    public Future<?> stop() {
        return release.get();
    }

    /** Everything that takes time and needs nothing from outside but files. */
    private Prepared prepare() {
        SigningKey key = SigningKey.load(jwt);
        PasswordStrength strength = new PasswordStrength();
        if (admin.email() != null && admin.password() != null) {
            try {
                strength.require(admin.password().value(), admin.email(), ADMIN_NAME);
            } catch (ProblemException e) {
                throw new ConfigException(
                        "Bad setting admin.password: " + e.problem().detail());
            }
        }
        return new Prepared(key, strength);
    }

    private Future<Void> serve(Prepared prepared) {
        Database database = new Database(vertx, "user", settings.database());
        Publisher publisher = new Publisher(vertx, "user", node.rabbitmq());
        Outbox outbox = new Outbox(vertx, "user", database, publisher);
        BoundedPool hashing = new BoundedPool(vertx, "user-hashing", settings.hashingThreads(), WAITING_FOR_HASHING);
        BoundedPool signing = new BoundedPool(vertx, "user-signing", 1, WAITING_FOR_SIGNING);
        AccessTokens accessTokens = new AccessTokens(prepared.key(), jwt.accessTokenTtl(), InstantSource.system());
        UserService users = new UserService(vertx, database, outbox, hashing, prepared.strength());
        SignInService signIns = new SignInService(database, hashing, signing, accessTokens, settings.refreshTokenTtl());
        release = () -> outbox.stop()
                .eventually(publisher::close)
                .eventually(hashing::close)
                .eventually(signing::close)
                .eventually(database::close);
        return database.migrate()
                .compose(migrated -> ensureAdmin(users))
                .compose(ensured -> new UserBusHandlers(node.bus(), users, signIns).register())
                .onSuccess(registered -> {
                    outbox.start();
                    vertx.setPeriodic(CLEARING.toMillis(), tick -> clearExpired(signIns));
                    node.health().watch("user", context);
                    node.health().require("user/database", database::ping);
                    node.health().require("user/rabbitmq", publisher::connect);
                });
    }

    private Future<Void> ensureAdmin(UserService users) {
        if (admin.email() == null || admin.password() == null) {
            return Future.succeededFuture();
        }
        return users.ensureAdmin(admin.email(), ADMIN_NAME, admin.password().value())
                .onSuccess(user -> {
                    if (!user.isAdmin() || !user.active()) {
                        LOG.warn("User {} has the address in admin.email and is no active administrator", user.id());
                    }
                })
                .mapEmpty();
    }

    private static void clearExpired(SignInService signIns) {
        signIns.clearExpired()
                .onFailure(failure -> LOG.warn("Expired sign-ins were not cleared: {}", failure.toString()));
    }

    private record Prepared(SigningKey key, PasswordStrength strength) {}
}
