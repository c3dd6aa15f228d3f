package io.shopfleet.user;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** The SQL about sign-ins. Every method joins the transaction of the client it is given. */
final class TokenRepository {
    /** The lock makes a concurrent deactivation or change of password wait, so that it ends this family too. */
    private static final String OPEN = """
            INSERT INTO refresh_families (id, user_id, token_hash, expires_at)
            SELECT $1, users.id, $2, now() + make_interval(secs => $3)
            FROM users
            WHERE users.id = $4 AND users.is_active AND users.password_hash = $5
            FOR SHARE
            """;

    private static final String LOCK = """
            SELECT family.id, family.user_id, users.role, family.token_hash,
                   family.revoked_at IS NULL AND family.expires_at > now() AND users.is_active AS usable
            FROM refresh_families AS family JOIN users ON users.id = family.user_id
            WHERE family.id = $1
            FOR UPDATE OF family
            """;
    private static final String ROTATE = "UPDATE refresh_families SET token_hash = $2 WHERE id = $1";
    private static final String REVOKE =
            "UPDATE refresh_families SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL";
    private static final String REVOKE_ALL =
            "UPDATE refresh_families SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL";
    private static final String CLEAR_EXPIRED = """
            DELETE FROM refresh_families WHERE id IN (
                SELECT id FROM refresh_families WHERE expires_at < now() LIMIT $1 FOR UPDATE SKIP LOCKED)
            """;

    /**
     * All tokens that descend from one sign-in.
     *
     * @param newest the hash of the only token that is not used yet
     * @param usable not expired, not revoked, and its owner's account is open
     */
    record Family(UUID id, long userId, String role, Buffer newest, boolean usable) {}

    /** False when the owner was deactivated or changed their password since they were seen. */
    Future<Boolean> open(SqlClient sql, RefreshToken token, User owner, Duration ttl) {
        return sql.preparedQuery(OPEN)
                .execute(Tuple.of(
                        token.family(), token.hash(), ttl.toMillis() / 1_000.0, owner.id(), owner.passwordHash()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** The family, held until the end of the transaction. */
    Future<Optional<Family>> lock(SqlClient sql, UUID id) {
        return sql.preparedQuery(LOCK)
                .execute(Tuple.of(id))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .findFirst()
                        .map(TokenRepository::family));
    }

    /** Makes this the newest token of its family. */
    Future<Void> rotate(SqlClient sql, RefreshToken next) {
        return sql.preparedQuery(ROTATE)
                .execute(Tuple.of(next.family(), next.hash()))
                .mapEmpty();
    }

    /** Ends a family, if there is one. */
    Future<Void> revoke(SqlClient sql, UUID id) {
        return sql.preparedQuery(REVOKE).execute(Tuple.of(id)).mapEmpty();
    }

    /** Ends everything that somebody is signed in with. */
    Future<Void> revokeAll(SqlClient sql, long userId) {
        return sql.preparedQuery(REVOKE_ALL).execute(Tuple.of(userId)).mapEmpty();
    }

    /** Removes some of the expired families; tells how many. */
    Future<Integer> clearExpired(SqlClient sql, int limit) {
        return sql.preparedQuery(CLEAR_EXPIRED).execute(Tuple.of(limit)).map(rows -> rows.rowCount());
    }

    private static Family family(Row row) {
        return new Family(
                row.getUUID("id"),
                row.getLong("user_id"),
                row.getString("role"),
                row.getBuffer("token_hash"),
                row.getBoolean("usable"));
    }
}
