package io.shopfleet.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shopfleet.platform.config.Secret;
import io.shopfleet.platform.db.DatabaseSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserSettingsTest {
    private static final DatabaseSettings DATABASE = new DatabaseSettings(null, 1, Duration.ofSeconds(1));

    @Test
    void values_at_the_bounds_are_accepted() {
        assertThat(new UserSettings(DATABASE, Duration.ofSeconds(1), 1).hashingThreads())
                .isEqualTo(1);
        assertThat(new UserSettings(DATABASE, Duration.ofDays(365), 64).hashingThreads())
                .isEqualTo(64);
        assertThat(new JwtSettings(null, Duration.ofSeconds(1)).privateKeyFile())
                .isNull();
        assertThat(new JwtSettings("key.pem", Duration.ofHours(24)).privateKeyFile())
                .isEqualTo("key.pem");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.999S", "PT8760H0.001S", "-PT1S"})
    void a_refresh_token_lives_neither_shorter_nor_longer_than_allowed(Duration ttl) {
        assertThatThrownBy(() -> new UserSettings(DATABASE, ttl, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("refresh_token_ttl must");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65})
    void hashing_takes_neither_too_few_nor_too_many_threads(int threads) {
        assertThatThrownBy(() -> new UserSettings(DATABASE, Duration.ofDays(1), threads))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("hashing_threads must");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.5S", "PT1.5S", "PT24H1S"})
    void an_access_token_lives_whole_seconds_up_to_a_day(Duration ttl) {
        assertThatThrownBy(() -> new JwtSettings(null, ttl))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("access_token_ttl must");
    }

    @Test
    void a_blank_key_file_is_refused() {
        assertThatThrownBy(() -> new JwtSettings(" ", Duration.ofMinutes(15)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("private_key_file must");
    }

    @ParameterizedTest
    @CsvSource({
        "admin@example.com, , password must be set",
        ", secret-of-tests, email must be set",
        "nobody, secret-of-tests, email must be an",
    })
    void an_administrator_needs_an_address_and_a_password(
            @Nullable String email, @Nullable String password, String message) {
        assertThatThrownBy(() -> new AdminSettings(email, password == null ? null : new Secret(password)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("secret-of-tests");
    }

    @Test
    void no_administrator_is_needed_and_none_is_shown() {
        assertThat(new AdminSettings(null, null).email()).isNull();
        assertThat(new AdminSettings(" Admin@example.com ", new Secret("secret-of-tests")))
                .hasToString("AdminSettings[email=Admin@example.com, password=***]");
    }
}
