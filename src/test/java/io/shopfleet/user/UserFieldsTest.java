package io.shopfleet.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.Problem;
import io.shopfleet.platform.contract.ProblemException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserFieldsTest {
    @Test
    void spaces_around_are_dropped_and_the_case_is_kept() {
        assertThat(UserFields.email(" Ada.Lovelace+shop@Example.COM\t")).isEqualTo("Ada.Lovelace+shop@Example.COM");
        assertThat(UserFields.fullName(" 山田 Ada ")).isEqualTo("山田 Ada");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "@example.com",
                "ada@",
                "a b@example.com",
                "ada@@example.com",
                "ada@example",
                "ada@-example.com",
                "ada@example..com",
                "ada@example.com\0",
                "ada@exa\nmple.com",
                "ädä@example.com"
            })
    void what_is_no_address_is_refused(String email) {
        assertRefused(() -> UserFields.email(email), "/email");
    }

    @Test
    void an_address_has_at_most_254_characters() {
        String domain = "@" + "x".repeat(61).concat(".").repeat(3) + "com";

        assertThat(UserFields.email("a".repeat(64) + domain)).hasSize(254);
        assertRefused(() -> UserFields.email("a".repeat(64) + domain + "x"), "/email");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u2003", "Ada\0", "Ada\nLovelace", "Ada\u007f", "Ada\ud800"})
    void what_is_no_name_is_refused(String name) {
        assertRefused(() -> UserFields.fullName(name), "/full_name");
    }

    @Test
    void a_name_has_at_most_200_characters_whatever_their_encoding() {
        assertThat(UserFields.fullName("🐎".repeat(200))).hasSize(400);
        assertRefused(() -> UserFields.fullName("🐎".repeat(201)), "/full_name");
    }

    private static void assertRefused(ThrowingCallable call, String pointer) {
        Problem problem = assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(call)
                .actual()
                .problem();
        assertThat(problem.type()).isEqualTo(ErrorType.INVALID_REQUEST);
        assertThat(problem.errors()).extracting(Problem.FieldError::pointer).containsExactly(pointer);
    }
}
