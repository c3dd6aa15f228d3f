package io.shopfleet.platform.db;

import io.shopfleet.platform.config.Secret;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/** Applies the versioned SQL files of a role's database. Blocking: for worker threads. */
final class Migrations {
    private Migrations() {}

    @Nullable static Void run(String name, Secret url) {
        URI uri = URI.create(url.value().replaceFirst("^postgres(ql)?:", "postgresql:"));
        String[] login = String.valueOf(uri.getRawUserInfo()).split(":", 2);
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://" + uri.getRawAuthority().replaceFirst(".*@", "") + uri.getRawPath() + query,
                        decode(login[0]),
                        login.length < 2 ? "" : decode(login[1]))
                .locations("classpath:db/platform", "classpath:db/" + name)
                .load()
                .migrate();
        return null;
    }

    /** True for SQLSTATE class 08 (connection) and 57P (shutting down or starting up). */
    static boolean isUnreachable(@Nullable Throwable failure) {
        return failure != null
                && ((failure instanceof SQLException sql
                                && sql.getSQLState() != null
                                && (sql.getSQLState().startsWith("08")
                                        || sql.getSQLState().startsWith("57P")))
                        || isUnreachable(failure.getCause()));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
