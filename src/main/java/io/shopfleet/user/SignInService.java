package io.shopfleet.user;

import com.nimbusds.jose.JOSEException;
import io.shopfleet.platform.contract.Done;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.ProblemException;
import io.shopfleet.platform.db.Database;
import io.shopfleet.user.TokenRepository.Family;
import io.shopfleet.user.api.Tokens;
import io.shopfleet.user.api.UserApi.GetKeys;
import io.shopfleet.user.api.UserApi.Keys;
import io.shopfleet.user.api.UserApi.Login;
import io.shopfleet.user.api.UserApi.Logout;
import io.shopfleet.user.api.UserApi.Refresh;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing in, staying signed in and signing out. A refresh token is used once; one that comes back a second time was
 * stolen from somebody, so it ends the sign-in it descends from (RFC 9700, section 4.14.2).
 */
final class SignInService {
    private static final Logger LOG = LoggerFactory.getLogger(SignInService.class);
    private static final int CLEARED_AT_ONCE = 500;

    private final Database database;
    private final BoundedPool hashing;
    private final BoundedPool signing;
    private final AccessTokens accessTokens;
    private final Duration refreshTokenTtl;
    private final UserRepository users = new UserRepository();
    private final TokenRepository tokens = new TokenRepository();

    /**
     * Makes the service.
     *
     * @param hashing where passwords are checked
     * @param signing where tokens are refreshed: apart from hashing, so that those who sign in never keep those who are
     *     signed in from staying so
     */
    SignInService(
            Database database,
            BoundedPool hashing,
            BoundedPool signing,
            AccessTokens accessTokens,
            Duration refreshTokenTtl) {
        this.database = database;
        this.hashing = hashing;
        this.signing = signing;
        this.accessTokens = accessTokens;
        this.refreshTokenTtl = refreshTokenTtl;
    }

    /** The same answer after the same time, whatever is wrong. */
    Future<Tokens> login(Login login) {
        return findByEmail(login.email().strip())
                .compose(found -> hashing.run(() -> verify(found.filter(User::active), login.password())))
                .compose(verified -> verified.map(this::open).orElseGet(() -> Future.failedFuture(badCredentials())));
    }

    Future<Tokens> refresh(Refresh refresh) {
        return RefreshToken.parse(refresh.refreshToken())
                .map(token -> database.transact(connection ->
                        tokens.lock(connection, token.family()).compose(family -> exchange(connection, token, family))))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()))
                // Only now, after the commit: a failure inside the transaction would undo the end of the family.
                .map(answer -> answer.orElseThrow(SignInService::badRefreshToken));
    }

    Future<Done> logout(Logout logout) {
        return RefreshToken.parse(logout.refreshToken())
                .map(token -> database.query(connection -> tokens.revoke(connection, token.family())))
                .orElseGet(Future::succeededFuture)
                .map(Done.DONE);
    }

    Future<Keys> keys(GetKeys get) {
        return Future.succeededFuture(new Keys(accessTokens.publicKeys()));
    }

    /** Removes what has expired, a little at a time. */
    Future<Void> clearExpired() {
        return database.query(connection -> tokens.clearExpired(connection, CLEARED_AT_ONCE))
                .compose(cleared -> cleared == CLEARED_AT_ONCE ? clearExpired() : Future.succeededFuture());
    }

    private Future<Optional<User>> findByEmail(String email) {
        // PostgreSQL refuses this character, so nobody has it in their address.
        return email.indexOf('\0') >= 0
                ? Future.succeededFuture(Optional.empty())
                : database.query(connection -> users.findByEmail(connection, email));
    }

    private Optional<Verified> verify(Optional<User> user, String password) throws JOSEException {
        String hash = user.map(User::passwordHash).orElse(PasswordHash.OF_NOBODY);
        if (!PasswordHash.matches(password, hash) || user.isEmpty()) {
            return Optional.empty();
        }
        User verified = user.get();
        return Optional.of(new Verified(verified, accessTokens.sign(verified.id(), verified.role())));
    }

    private Future<Tokens> open(Verified verified) {
        RefreshToken token = RefreshToken.first();
        return database.query(connection -> tokens.open(connection, token, verified.user(), refreshTokenTtl))
                .compose(opened -> opened
                        ? Future.succeededFuture(accessTokens.answer(verified.accessToken(), token))
                        : Future.failedFuture(badCredentials()));
    }

    private Future<Optional<Tokens>> exchange(SqlConnection connection, RefreshToken token, Optional<Family> found) {
        if (found.isEmpty() || !found.get().usable()) {
            return Future.succeededFuture(Optional.empty());
        }
        Family family = found.get();
        if (!token.hasHash(family.newest())) {
            LOG.warn("A used refresh token of user {} came back: its sign-in ends", family.userId());
            return tokens.revoke(connection, family.id()).map(Optional.empty());
        }
        RefreshToken next = RefreshToken.next(family.id());
        return signing.run(() -> accessTokens.sign(family.userId(), family.role()))
                .compose(signed ->
                        tokens.rotate(connection, next).map(rotated -> Optional.of(accessTokens.answer(signed, next))));
    }

    private static ProblemException badCredentials() {
        return ErrorType.BAD_CREDENTIALS.because("E-mail address or password is wrong");
    }

    private static ProblemException badRefreshToken() {
        return ErrorType.BAD_REFRESH_TOKEN.because("The refresh token is not valid; sign in again");
    }

    private record Verified(User user, String accessToken) {
        @Override
        public String toString() {
            return "Verified[***]";
        }
    }
}
