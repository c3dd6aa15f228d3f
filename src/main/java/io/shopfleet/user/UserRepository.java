package io.shopfleet.user;

import io.shopfleet.user.api.AccessToken;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The SQL about people. Every method joins the transaction of the client it is given. */
final class UserRepository {
    /** The unique index that a taken e-mail address violates. */
    static final String EMAIL_UNIQUE = "users_email_unique";

    private static final String COLUMNS = "id, email, full_name, password_hash, role, is_active, created_at";
    private static final String INSERT = """
            INSERT INTO users (email, full_name, password_hash, role) VALUES ($1, $2, $3, $4)
            RETURNING %s
            """.formatted(COLUMNS);
    private static final String INSERT_UNLESS_TAKEN = """
            INSERT INTO users (email, full_name, password_hash, role) VALUES ($1, $2, $3, $4)
            ON CONFLICT (lower(email)) DO NOTHING
            RETURNING %s
            """.formatted(COLUMNS);
    private static final String FIND = "SELECT %s FROM users WHERE id = $1".formatted(COLUMNS);
    private static final String FIND_BY_EMAIL =
            "SELECT %s FROM users WHERE lower(email) = lower($1)".formatted(COLUMNS);
    private static final String LIST = "SELECT %s FROM users WHERE id > $1 ORDER BY id LIMIT $2".formatted(COLUMNS);
    private static final String FIND_ACTIVE = "SELECT id FROM users WHERE id = ANY($1) AND is_active";
    private static final String CHANGE = """
            UPDATE users
            SET email = coalesce($2, email),
                full_name = coalesce($3, full_name),
                password_hash = coalesce($4, password_hash)
            WHERE id = $1 AND ($5::text IS NULL OR password_hash = $5)
            RETURNING %s
            """.formatted(COLUMNS);
    private static final String DEACTIVATE = "UPDATE users SET is_active = false WHERE id = $1 AND is_active";
    private static final String LOCK_ACTIVE_ADMINS =
            "SELECT id FROM users WHERE role = 'admin' AND is_active ORDER BY id FOR UPDATE";

    /**
     * What to change about a person; null leaves a field as it is.
     *
     * @param provenHash the hash of the password that the caller has proved to know; null where none was asked for
     */
    record Changes(
            long userId,
            @Nullable String email,
            @Nullable String fullName,
            @Nullable String passwordHash,
            @Nullable String provenHash) {
        @Override
        public String toString() {
            return "Changes[userId=" + userId + "]";
        }
    }

    /** Fails with a violation of {@link #EMAIL_UNIQUE} when the address is taken. */
    Future<User> insertBuyer(SqlClient sql, String email, String fullName, String passwordHash) {
        return sql.preparedQuery(INSERT)
                .execute(Tuple.of(email, fullName, passwordHash, AccessToken.BUYER))
                .map(rows -> user(rows.iterator().next()));
    }

    /** The new administrator, or nobody when the address is taken. */
    Future<Optional<User>> insertAdmin(SqlClient sql, String email, String fullName, String passwordHash) {
        return sql.preparedQuery(INSERT_UNLESS_TAKEN)
                .execute(Tuple.of(email, fullName, passwordHash, AccessToken.ADMIN))
                .map(UserRepository::first);
    }

    Future<Optional<User>> find(SqlClient sql, long id) {
        return sql.preparedQuery(FIND).execute(Tuple.of(id)).map(UserRepository::first);
    }

    /** Whoever has this address, in whatever case. */
    Future<Optional<User>> findByEmail(SqlClient sql, String email) {
        return sql.preparedQuery(FIND_BY_EMAIL).execute(Tuple.of(email)).map(UserRepository::first);
    }

    /** People by ascending id, after the given one. */
    Future<List<User>> list(SqlClient sql, long after, int limit) {
        return sql.preparedQuery(LIST)
                .execute(Tuple.of(after, limit))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(UserRepository::user)
                        .toList());
    }

    /** Those of some people who exist and are not deactivated. */
    Future<Set<Long>> findActive(SqlClient sql, Set<Long> ids) {
        return sql.preparedQuery(FIND_ACTIVE)
                .execute(Tuple.of(ids.toArray(Long[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getLong("id"))
                        .collect(Collectors.toSet()));
    }

    /** The changed person, or nobody when their password is no longer the proven one. */
    Future<Optional<User>> change(SqlClient sql, Changes changes) {
        return sql.preparedQuery(CHANGE)
                .execute(Tuple.of(
                        changes.userId(),
                        changes.email(),
                        changes.fullName(),
                        changes.passwordHash(),
                        changes.provenHash()))
                .map(UserRepository::first);
    }

    /** False when the account was closed before. */
    Future<Boolean> deactivate(SqlClient sql, long id) {
        return sql.preparedQuery(DEACTIVATE).execute(Tuple.of(id)).map(rows -> rows.rowCount() == 1);
    }

    /** Makes others who want to deactivate an administrator wait for the end of this transaction. */
    Future<List<Long>> lockActiveAdmins(SqlClient sql) {
        return sql.query(LOCK_ACTIVE_ADMINS)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getLong("id"))
                        .toList());
    }

    private static Optional<User> first(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false).findFirst().map(UserRepository::user);
    }

    private static User user(Row row) {
        return new User(
                row.getLong("id"),
                row.getString("email"),
                row.getString("full_name"),
                row.getString("password_hash"),
                row.getString("role"),
                row.getBoolean("is_active"),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
