package io.shopfleet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.ProblemException;
import io.shopfleet.user.api.UserApi;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenKeysTest {
    private static final Signer OLD = new Signer("old");
    private static final Signer NEW = new Signer("new");

    private final List<Promise<UserApi.Keys>> asked = new ArrayList<>();
    private long now;
    private final TokenKeys keys = new TokenKeys(this::ask, () -> now);

    @Test
    void those_who_come_at_once_share_one_question() {
        Future<TokenVerifier> first = keys.forKey("old");
        Future<TokenVerifier> second = keys.forKey("old");
        answer(OLD.jwks());

        assertThat(asked).hasSize(1);
        assertThat(first.result().knows("old")).isTrue();
        assertThat(second.result()).isSameAs(first.result());
    }

    @Test
    void a_known_key_is_not_asked_for_again() {
        know(OLD);
        pass(Duration.ofSeconds(30));

        assertThat(keys.forKey("old").succeeded()).isTrue();
        assertThat(asked).hasSize(1);
    }

    @Test
    void an_unknown_key_is_asked_for_but_not_more_often_than_every_five_seconds() {
        know(OLD);
        pass(Duration.ofSeconds(5));
        Future<TokenVerifier> found = keys.forKey("new");
        answer(NEW.jwks());

        assertThat(found.result().knows("new")).isTrue();

        pass(Duration.ofSeconds(4));
        for (int i = 0; i < 100; i++) {
            assertThat(keys.forKey("forged-" + i).result().knows("new")).isTrue();
        }
        assertThat(asked).hasSize(2);
    }

    @Test
    void a_withdrawn_key_is_forgotten() {
        know(OLD);
        Future<TokenVerifier> refreshed = keys.refresh();
        answer(NEW.jwks());

        assertThat(refreshed.result().knows("old")).isFalse();
    }

    @Test
    void while_the_user_service_is_away_the_last_keys_go_on() {
        know(OLD);
        Future<TokenVerifier> refreshed = keys.refresh();
        asked.getLast().fail("away");

        assertThat(refreshed.result().knows("old")).isTrue();
    }

    @Test
    void keys_that_make_no_sense_do_not_replace_good_ones() {
        know(OLD);
        Future<TokenVerifier> refreshed = keys.refresh();
        answer("{\"keys\":[]}");

        assertThat(refreshed.result().knows("old")).isTrue();
    }

    @Test
    void without_any_key_tokens_cannot_be_checked_and_every_request_tries_again() {
        Future<TokenVerifier> first = keys.forKey("old");
        asked.getLast().fail("away");
        Future<TokenVerifier> second = keys.forKey("old");
        answer(OLD.jwks());

        assertThat(first.cause())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(ErrorType.UNAVAILABLE));
        assertThat(second.result().knows("old")).isTrue();
    }

    private Future<UserApi.Keys> ask() {
        asked.add(Promise.promise());
        return asked.getLast().future();
    }

    private void know(Signer signer) {
        Future<TokenVerifier> known = keys.known();
        answer(signer.jwks());
        assertThat(known.succeeded()).isTrue();
    }

    private void answer(String jwks) {
        asked.getLast().complete(new UserApi.Keys(jwks));
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
