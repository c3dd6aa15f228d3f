package io.shopfleet.user;

import static io.shopfleet.user.RunningUserService.ADMIN;
import static io.shopfleet.user.RunningUserService.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.shopfleet.platform.contract.Done;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.Problem;
import io.shopfleet.platform.contract.ProblemException;
import io.shopfleet.user.api.Tokens;
import io.shopfleet.user.api.UserApi;
import io.shopfleet.user.api.UserApi.DeactivateUser;
import io.shopfleet.user.api.UserApi.GetKeys;
import io.shopfleet.user.api.UserApi.Login;
import io.shopfleet.user.api.UserApi.Logout;
import io.shopfleet.user.api.UserApi.Refresh;
import io.shopfleet.user.api.UserView;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignInIT {
    private static RunningUserService service;

    @BeforeAll
    static void start_the_service(@TempDir Path directory) throws Exception {
        service = RunningUserService.start(directory);
    }

    @AfterAll
    static void stop_the_service() throws TimeoutException {
        service.close();
    }

    @Test
    void whoever_signs_in_gets_a_token_that_the_published_keys_verify() throws Exception {
        // Given
        UserView user = service.register("Token@example.com");

        // When
        Tokens tokens = service.login(" tOKEN@EXAMPLE.com");

        // Then
        SignedJWT token = SignedJWT.parse(tokens.accessToken());
        JWKSet keys = JWKSet.parse(service.ask(UserApi.KEYS, new GetKeys()).jwks());
        assertThat(token.verify(new RSASSAVerifier(
                        keys.getKeyByKeyId(token.getHeader().getKeyID()).toRSAKey())))
                .isTrue();
        assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo(String.valueOf(user.id()));
        assertThat(token.getJWTClaimsSet().getStringClaim("role")).isEqualTo("buyer");
        assertThat(tokens.tokenType()).isEqualTo("Bearer");
        assertThat(tokens.expiresIn()).isEqualTo(900);
    }

    @Test
    void whatever_is_wrong_the_answer_is_the_same() throws Exception {
        // Given
        UserView closed = service.register("closed@example.com");
        Done done = service.ask(UserApi.DEACTIVATE, new DeactivateUser(ADMIN, closed.id()));
        assertThat(done).isEqualTo(Done.DONE);
        service.register("right@example.com");

        // When
        List<Problem> problems = List.of(
                service.refusal(UserApi.LOGIN, new Login("unknown@example.com", PASSWORD)),
                service.refusal(UserApi.LOGIN, new Login("right@example.com", "wrong")),
                service.refusal(UserApi.LOGIN, new Login("closed@example.com", PASSWORD)),
                service.refusal(UserApi.LOGIN, new Login("right@example.com\0", PASSWORD)),
                service.refusal(UserApi.LOGIN, new Login("", "")));

        // Then
        assertThat(problems).containsOnly(problems.getFirst());
        assertThat(problems.getFirst().type()).isEqualTo(ErrorType.BAD_CREDENTIALS);
    }

    @Test
    void an_unknown_address_takes_as_long_as_a_wrong_password() throws Exception {
        // Given
        service.register("timing@example.com");
        long warmUp = nanosToRefuse("timing@example.com") + nanosToRefuse("nobody@example.com");
        assertThat(warmUp).isPositive();

        // When
        long wrong = nanosToRefuse("timing@example.com");
        long unknown = nanosToRefuse("nobody@example.com");

        // Then
        assertThat(unknown).isGreaterThan(wrong / 3);
    }

    @Test
    void a_refresh_token_is_exchanged_for_the_next_one() throws Exception {
        // Given
        UserView user = service.register("refresh@example.com");
        Tokens first = service.login("refresh@example.com");

        // When
        Tokens second = refresh(first);
        Tokens third = refresh(second);

        // Then
        assertThat(third.refreshToken()).isNotEqualTo(second.refreshToken()).isNotEqualTo(first.refreshToken());
        assertThat(SignedJWT.parse(third.accessToken()).getJWTClaimsSet().getSubject())
                .isEqualTo(String.valueOf(user.id()));
    }

    @Test
    void a_used_token_ends_its_own_family_and_no_other() throws Exception {
        // Given
        service.register("stolen@example.com");
        Tokens phone = service.login("stolen@example.com");
        Tokens stolen = service.login("stolen@example.com");
        Tokens newest = refresh(stolen);

        // When
        assertRefused(stolen);

        // Then
        assertRefused(newest);
        assertThat(refresh(phone).tokenType()).isEqualTo("Bearer");
    }

    @RepeatedTest(10)
    void of_many_refreshes_with_one_token_exactly_one_wins(RepetitionInfo round) throws Exception {
        // Given
        String email = "race%d@example.com".formatted(round.getCurrentRepetition());
        service.register(email);
        Tokens tokens = service.login(email);

        // When
        List<Future<Tokens>> answers = IntStream.range(0, 12)
                .mapToObj(i -> service.bus.request(UserApi.REFRESH, new Refresh(tokens.refreshToken())))
                .toList();
        Future.join(answers).otherwiseEmpty().await(30, TimeUnit.SECONDS);

        // Then
        assertThat(answers.stream().filter(Future::succeeded)).hasSize(1);
        assertThat(answers.stream().filter(Future::failed))
                .allSatisfy(answer -> assertThat(answer.cause())
                        .isInstanceOfSatisfying(
                                ProblemException.class,
                                e -> assertThat(e.problem().type()).isEqualTo(ErrorType.BAD_REFRESH_TOKEN)));
        assertRefused(answers.stream()
                .filter(Future::succeeded)
                .map(Future::result)
                .findFirst()
                .orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "ä\0"})
    void what_was_never_handed_out_is_refused(String token) {
        Problem problem = service.refusal(UserApi.REFRESH, new Refresh(token));

        assertThat(problem.type()).isEqualTo(ErrorType.BAD_REFRESH_TOKEN);
        assertThat(problem)
                .isEqualTo(service.refusal(
                        UserApi.REFRESH, new Refresh(RefreshToken.first().text())));
    }

    @Test
    void whoever_signs_out_is_signed_out_and_nothing_is_told_of_unknown_tokens() throws Exception {
        // Given
        service.register("logout@example.com");
        Tokens tokens = service.login("logout@example.com");

        // When
        List<Done> answers = List.of(
                service.ask(UserApi.LOGOUT, new Logout(tokens.refreshToken())),
                service.ask(UserApi.LOGOUT, new Logout(tokens.refreshToken())),
                service.ask(UserApi.LOGOUT, new Logout(RefreshToken.first().text())),
                service.ask(UserApi.LOGOUT, new Logout("nonsense")));

        // Then
        assertThat(answers).hasSize(4).containsOnly(Done.DONE);
        assertRefused(tokens);
    }

    @Test
    void a_sign_in_ends_when_its_time_is_over_and_is_cleared_away() throws Exception {
        // Given
        UserView user = service.register("expired@example.com");
        Tokens tokens = service.login("expired@example.com");
        Tokens others = service.login("expired@example.com");
        String family =
                RefreshToken.parse(tokens.refreshToken()).orElseThrow().family().toString();
        assertThat(service.sql(
                        "UPDATE refresh_families SET expires_at = now() - interval '1 second' WHERE id::text = $1"
                                + " RETURNING id",
                        family))
                .hasSize(1);

        // When
        assertRefused(tokens);
        int cleared = service.database
                .query(connection -> new TokenRepository().clearExpired(connection, 500))
                .await(20, TimeUnit.SECONDS);

        // Then
        assertThat(cleared).isEqualTo(1);
        assertThat(service.sql("SELECT id FROM refresh_families WHERE user_id = $1", user.id()))
                .hasSize(1);
        assertThat(refresh(others).tokenType()).isEqualTo("Bearer");
    }

    @Test
    void a_sign_in_lasts_no_longer_however_often_it_is_refreshed() throws Exception {
        // Given
        UserView user = service.register("absolute@example.com");
        Tokens tokens = service.login("absolute@example.com");
        String expiry = "SELECT expires_at::text FROM refresh_families WHERE user_id = $1";
        String before = service.sql(expiry, user.id()).getFirst().getString(0);

        // When
        Tokens next = refresh(tokens);

        // Then
        assertThat(next.refreshToken()).isNotEqualTo(tokens.refreshToken());
        assertThat(service.sql(expiry, user.id()).getFirst().getString(0)).isEqualTo(before);
        assertThat(service.sql(
                        "SELECT 1 FROM refresh_families WHERE user_id = $1 AND expires_at - created_at = '30 days'",
                        user.id()))
                .hasSize(1);
    }

    @Test
    void a_refresh_token_is_kept_as_a_hash_only() throws Exception {
        // Given
        UserView user = service.register("secret@example.com");

        // When
        Tokens tokens = service.login("secret@example.com");

        // Then
        RefreshToken token = RefreshToken.parse(tokens.refreshToken()).orElseThrow();
        assertThat(service.sql("SELECT token_hash FROM refresh_families WHERE user_id = $1", user.id()))
                .singleElement()
                .satisfies(row -> assertThat(row.getBuffer("token_hash")).isEqualTo(token.hash()));
    }

    @Test
    void a_flood_of_sign_ins_is_turned_away_and_keeps_nobody_from_staying_signed_in() throws Exception {
        // Given
        service.register("flood@example.com");
        Tokens tokens = service.login("flood@example.com");

        // When
        List<Future<Tokens>> flood = IntStream.range(0, 70)
                .mapToObj(i -> service.bus.request(UserApi.LOGIN, new Login("flood@example.com", "wrong")))
                .toList();
        Tokens next = refresh(tokens);
        boolean floodWasThere = flood.stream().anyMatch(answer -> !answer.isComplete());
        Future.join(flood).otherwiseEmpty().await(30, TimeUnit.SECONDS);

        // Then
        assertThat(next.tokenType()).isEqualTo("Bearer");
        assertThat(floodWasThere).isTrue();
        assertThat(flood)
                .extracting(
                        answer -> ((ProblemException) answer.cause()).problem().type())
                .containsOnly(ErrorType.BAD_CREDENTIALS, ErrorType.UNAVAILABLE);
    }

    private static Tokens refresh(Tokens tokens) throws TimeoutException {
        return service.ask(UserApi.REFRESH, new Refresh(tokens.refreshToken()));
    }

    private static void assertRefused(Tokens tokens) {
        assertThat(service.refusal(UserApi.REFRESH, new Refresh(tokens.refreshToken()))
                        .type())
                .isEqualTo(ErrorType.BAD_REFRESH_TOKEN);
    }

    /** The median of five. */
    private static long nanosToRefuse(String email) {
        return IntStream.range(0, 5)
                .mapToLong(i -> {
                    long start = System.nanoTime();
                    Problem problem = service.refusal(UserApi.LOGIN, new Login(email, "wrong"));
                    assertThat(problem.type()).isEqualTo(ErrorType.BAD_CREDENTIALS);
                    return System.nanoTime() - start;
                })
                .sorted()
                .skip(2)
                .findFirst()
                .orElseThrow();
    }
}
