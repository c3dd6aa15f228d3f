package io.shopfleet.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
    private static final String PASSWORD = "correct horse bättery 🐎";

    @Test
    void a_password_matches_its_own_hash_only() {
        // When
        String hash = PasswordHash.of(PASSWORD);

        // Then
        assertThat(hash).matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$[A-Za-z0-9+/]{43}");
        assertThat(PasswordHash.matches(PASSWORD, hash)).isTrue();
        assertThat(PasswordHash.matches(PASSWORD + " ", hash)).isFalse();
    }

    @Test
    void the_same_password_has_another_hash_every_time() {
        assertThat(PasswordHash.of(PASSWORD)).isNotEqualTo(PasswordHash.of(PASSWORD));
    }

    /** Made with the reference implementation: {@code echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32}. */
    @Test
    void a_hash_that_others_made_with_other_parameters_is_understood() {
        String hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

        assertThat(PasswordHash.matches("password", hash)).isTrue();
        assertThat(PasswordHash.matches("passwort", hash)).isFalse();
    }

    @Test
    void the_hash_does_not_depend_on_the_language_of_the_machine() {
        // Given
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        try {
            // When
            String hash = PasswordHash.of(PASSWORD);

            // Then
            assertThat(hash).startsWith("$argon2id$");
            assertThat(PasswordHash.matches(PASSWORD, hash)).isTrue();
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void nobody_has_the_hash_of_nobody() {
        assertThat(PasswordHash.matches(PASSWORD, PasswordHash.OF_NOBODY)).isFalse();
        assertThat(PasswordHash.matches("", PasswordHash.OF_NOBODY)).isFalse();
    }

    @Test
    void what_is_no_hash_is_refused() {
        assertThatThrownBy(() -> PasswordHash.matches(PASSWORD, PASSWORD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(PASSWORD);
    }
}
