package io.shopfleet.user;

import io.shopfleet.platform.batch.Lookup;
import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.contract.Done;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.ProblemException;
import io.shopfleet.platform.db.Database;
import io.shopfleet.platform.events.Outbox;
import io.shopfleet.platform.events.UnitOfWork;
import io.shopfleet.user.UserRepository.Changes;
import io.shopfleet.user.api.UserApi;
import io.shopfleet.user.api.UserApi.ChangeUser;
import io.shopfleet.user.api.UserApi.DeactivateUser;
import io.shopfleet.user.api.UserApi.GetStanding;
import io.shopfleet.user.api.UserApi.GetUser;
import io.shopfleet.user.api.UserApi.ListUsers;
import io.shopfleet.user.api.UserApi.RegisterUser;
import io.shopfleet.user.api.UserApi.Standing;
import io.shopfleet.user.api.UserApi.UserDeactivated;
import io.shopfleet.user.api.UserApi.UserPage;
import io.shopfleet.user.api.UserApi.UserRegistered;
import io.shopfleet.user.api.UserView;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be done about people's accounts. */
final class UserService {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final int LONGEST_PAGE = 1_000;

    private final Database database;
    private final Outbox outbox;
    private final BoundedPool hashing;
    private final PasswordStrength strength;
    private final Lookup<Long, Long> active;
    private final UserRepository users = new UserRepository();
    private final TokenRepository tokens = new TokenRepository();

    UserService(Vertx vertx, Database database, Outbox outbox, BoundedPool hashing, PasswordStrength strength) {
        this.database = database;
        this.outbox = outbox;
        this.hashing = hashing;
        this.strength = strength;
        this.active = new Lookup<>(
                vertx,
                ids -> database.query(sql -> users.findActive(sql, ids))
                        .map(found -> found.stream().collect(Collectors.toMap(id -> id, id -> id))));
    }

    Future<UserView> register(RegisterUser command) {
        String email = UserFields.email(command.email());
        String fullName = UserFields.fullName(command.fullName());
        return hashNew(command.password(), email, fullName)
                .compose(hash -> outbox.transact(unit ->
                        users.insertBuyer(unit.sql(), email, fullName, hash).map(user -> registered(unit, user))))
                .map(User::view)
                .recover(UserService::explain);
    }

    /**
     * Makes an administrator, unless somebody has the address already.
     *
     * @return whoever has the address then
     */
    Future<User> ensureAdmin(String email, String fullName, String password) {
        return database.query(connection -> users.findByEmail(connection, email))
                .compose(found -> found.map(Future::succeededFuture)
                        .orElseGet(() -> hashNew(password, email, fullName)
                                .compose(hash -> insertAdmin(email, fullName, hash))));
    }

    Future<UserPage> list(ListUsers query) {
        query.caller().mustBeAdmin();
        if (query.limit() < 1 || query.limit() > LONGEST_PAGE) {
            throw ErrorType.INVALID_REQUEST.at("/query/limit", "must be between 1 and " + LONGEST_PAGE);
        }
        return database.query(connection -> users.list(connection, query.after(), query.limit()))
                .map(page -> new UserPage(page.stream().map(User::view).toList()));
    }

    Future<UserView> get(GetUser query) {
        return find(query.caller(), query.userId()).map(User::view);
    }

    /** A new password ends everything that the person is signed in with. */
    Future<UserView> change(ChangeUser command) {
        return find(command.caller(), command.userId())
                .compose(user -> check(command, user))
                .compose(changes -> outbox.transact(unit -> apply(unit, changes)))
                .map(User::view)
                .recover(UserService::explain);
    }

    Future<Done> deactivate(DeactivateUser command) {
        return find(command.caller(), command.userId())
                .compose(user -> outbox.transact(unit -> keepAnAdmin(unit, user)
                        .compose(kept -> users.deactivate(unit.sql(), user.id()))
                        .compose(
                                deactivated -> deactivated ? afterDeactivation(unit, user) : Future.succeededFuture())))
                .map(Done.DONE);
    }

    Future<Standing> standing(GetStanding query) {
        return active.find(query.userId()).map(found -> new Standing(found.isPresent()));
    }

    private Future<User> find(Caller caller, long userId) {
        if (!caller.maySee(userId)) {
            throw notFound();
        }
        return database.query(connection -> users.find(connection, userId))
                .map(found -> found.orElseThrow(UserService::notFound));
    }

    private Future<String> hashNew(String password, String email, String fullName) {
        return hashing.run(() -> {
            strength.require(password, email, fullName);
            return PasswordHash.of(password);
        });
    }

    private Future<User> insertAdmin(String email, String fullName, String hash) {
        return outbox.transact(unit -> users.insertAdmin(unit.sql(), email, fullName, hash)
                        .map(created -> created.map(user -> registered(unit, user))))
                // Another process was faster.
                .compose(created -> created.map(Future::succeededFuture)
                        .orElseGet(() -> database.query(connection -> users.findByEmail(connection, email))
                                .map(Optional::orElseThrow)));
    }

    private Future<Changes> check(ChangeUser command, User user) {
        if (!user.active() && !command.caller().admin()) {
            throw ErrorType.FORBIDDEN.because("The account is closed");
        }
        String email = command.email() == null ? null : UserFields.email(command.email());
        String fullName = command.fullName() == null ? null : UserFields.fullName(command.fullName());
        String password = command.password();
        if (password == null) {
            return Future.succeededFuture(new Changes(user.id(), email, fullName, null, null));
        }
        String newEmail = email == null ? user.email() : email;
        String newName = fullName == null ? user.fullName() : fullName;
        return proveIdentity(command, user)
                .compose(proven -> hashNew(password, newEmail, newName)
                        .map(hash -> new Changes(user.id(), email, fullName, hash, proven.orElse(null))));
    }

    /** Whoever finds a browser signed in must not be able to take the account over. */
    private Future<Optional<String>> proveIdentity(ChangeUser command, User user) {
        if (command.caller().userId() != user.id()) {
            return Future.succeededFuture(Optional.empty());
        }
        String current = command.currentPassword();
        if (current == null) {
            throw ErrorType.INVALID_REQUEST.at("/current_password", "is needed to change the password");
        }
        return hashing.run(() -> PasswordHash.matches(current, user.passwordHash()))
                .map(right -> {
                    if (!right) {
                        throw wrongCurrentPassword();
                    }
                    return Optional.of(user.passwordHash());
                });
    }

    private Future<User> apply(UnitOfWork unit, Changes changes) {
        return users.change(unit.sql(), changes)
                .map(changed -> changed.orElseThrow(UserService::wrongCurrentPassword))
                .compose(changed -> changes.passwordHash() == null
                        ? Future.succeededFuture(changed)
                        : tokens.revokeAll(unit.sql(), changed.id()).map(changed));
    }

    private Future<Void> keepAnAdmin(UnitOfWork unit, User user) {
        if (!user.isAdmin()) {
            return Future.succeededFuture();
        }
        return users.lockActiveAdmins(unit.sql())
                .compose(admins -> admins.equals(List.of(user.id()))
                        ? Future.failedFuture(
                                ErrorType.FORBIDDEN.because("The last active administrator cannot be deactivated"))
                        : Future.succeededFuture());
    }

    private Future<Void> afterDeactivation(UnitOfWork unit, User user) {
        unit.emit(UserApi.DEACTIVATED, user.id(), new UserDeactivated(user.id()));
        return tokens.revokeAll(unit.sql(), user.id());
    }

    private static User registered(UnitOfWork unit, User user) {
        unit.emit(UserApi.REGISTERED, user.id(), new UserRegistered(user.id(), user.email(), user.fullName()));
        return user;
    }

    private static <T> Future<T> explain(Throwable failure) {
        boolean taken = failure instanceof PgException violation
                && UNIQUE_VIOLATION.equals(violation.getSqlState())
                && UserRepository.EMAIL_UNIQUE.equals(violation.getConstraint());
        return Future.failedFuture(taken ? ErrorType.EMAIL_TAKEN.at("/email", "belongs to another account") : failure);
    }

    private static ProblemException wrongCurrentPassword() {
        return ErrorType.FORBIDDEN.at("/current_password", "is not the current password");
    }

    private static ProblemException notFound() {
        return ErrorType.NOT_FOUND.because("User not found");
    }
}
