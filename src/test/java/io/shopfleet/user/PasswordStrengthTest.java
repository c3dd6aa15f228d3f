package io.shopfleet.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.Problem;
import io.shopfleet.platform.contract.ProblemException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordStrengthTest {
    private static final PasswordStrength STRENGTH = new PasswordStrength();

    @ParameterizedTest
    @ValueSource(strings = {"violet-kettle-9", "kV9$mq2Lx!", "eine ruhige Lampe", "пароль-из-многих-слов"})
    void a_password_that_is_hard_to_guess_is_accepted(String password) {
        assertThatCode(() -> require(password)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "12345678", "qwertyuiop", "aaaaaaaaaaaaaaaa", "Passw0rd", "abcdefgh"})
    void a_common_password_is_refused_with_advice(String password) {
        Problem problem = refusal(password);

        assertThat(problem.type()).isEqualTo(ErrorType.WEAK_PASSWORD);
        assertThat(problem.errors()).singleElement().satisfies(error -> {
            assertThat(error.pointer()).isEqualTo("/password");
            assertThat(error.reason()).startsWith("is too easy to guess. ").hasSizeGreaterThan(40);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@example.com", "Ada Lovelace", "lovelace1", "L0vel@ce", "ecalevol", "shopfleet1"})
    void a_password_made_of_what_everybody_knows_about_its_owner_is_refused(String password) {
        assertThat(refusal(password).type()).isEqualTo(ErrorType.WEAK_PASSWORD);
    }

    @Test
    void a_password_has_8_to_128_characters_whatever_their_encoding() {
        // Given
        String shortOne = "🐎x🐧y🐸z🦉";
        String longOne = "violet-kettle-9 ".repeat(8);

        // Then
        assertThat(refusal(shortOne).detail()).isEqualTo("must have at least 8 characters");
        assertThatCode(() -> require(shortOne + "w")).doesNotThrowAnyException();
        assertThatCode(() -> require(longOne)).doesNotThrowAnyException();
        assertThat(refusal(longOne + "x").type()).isEqualTo(ErrorType.INVALID_REQUEST);
        assertThat(refusal(longOne + "x").detail()).isEqualTo("must have at most 128 characters");
    }

    @Test
    void judging_the_worst_password_costs_no_more_than_a_few_hashes() {
        // Given
        String worst = "4@8({[</369&#!1/|0$5+7%2".repeat(5);
        long hash = fastestNanos(() -> assertThat(PasswordHash.of(worst)).isNotEmpty());

        // When
        long judgement = fastestNanos(() -> require(worst));

        // Then
        assertThat(judgement).isLessThan(20 * hash);
    }

    private static long fastestNanos(Runnable work) {
        return IntStream.range(0, 5)
                .mapToLong(i -> {
                    long start = System.nanoTime();
                    work.run();
                    return System.nanoTime() - start;
                })
                .min()
                .orElseThrow();
    }

    private static void require(String password) {
        STRENGTH.require(password, "ada@example.com", "Ada Lovelace");
    }

    private static Problem refusal(String password) {
        return assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> require(password))
                .actual()
                .problem();
    }
}
