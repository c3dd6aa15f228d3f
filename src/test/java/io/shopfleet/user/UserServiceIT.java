package io.shopfleet.user;

import static io.shopfleet.user.RunningUserService.ADMIN;
import static io.shopfleet.user.RunningUserService.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.contract.Done;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.Problem;
import io.shopfleet.user.api.UserApi;
import io.shopfleet.user.api.UserApi.ChangeUser;
import io.shopfleet.user.api.UserApi.DeactivateUser;
import io.shopfleet.user.api.UserApi.GetStanding;
import io.shopfleet.user.api.UserApi.GetUser;
import io.shopfleet.user.api.UserApi.ListUsers;
import io.shopfleet.user.api.UserApi.Login;
import io.shopfleet.user.api.UserApi.Refresh;
import io.shopfleet.user.api.UserApi.RegisterUser;
import io.shopfleet.user.api.UserView;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserServiceIT {
    private static final String OTHER_PASSWORD = "amber-saddle-42";

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
    void somebody_who_signs_up_is_a_buyer_and_everybody_is_told() throws Exception {
        // When
        UserView user = service.register(" Grace.Hopper@example.com ");

        // Then
        assertThat(user.id()).isPositive();
        assertThat(user.email()).isEqualTo("Grace.Hopper@example.com");
        assertThat(user.fullName()).isEqualTo("Ada Lovelace");
        assertThat(user.role()).isEqualTo("buyer");
        assertThat(user.active()).isTrue();
        assertThat(user.createdAt()).isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now());
        assertThat(service.events("user_registered", user.id()))
                .containsExactly(("{\"event\":\"user_registered\",\"data\":{\"user_id\":%d,"
                                + "\"email\":\"Grace.Hopper@example.com\",\"full_name\":\"Ada Lovelace\"}}")
                        .formatted(user.id()));
    }

    @Test
    void an_address_belongs_to_one_account_in_whatever_case() throws Exception {
        // Given
        UserView first = service.register("Taken@example.com");

        // When
        Problem problem =
                service.refusal(UserApi.REGISTER, new RegisterUser("tAKEN@example.com", "Somebody", PASSWORD));

        // Then
        assertTaken(problem);
        assertThat(service.sql("SELECT id FROM users WHERE lower(email) = 'taken@example.com'"))
                .singleElement()
                .satisfies(row -> assertThat(row.getLong("id")).isEqualTo(first.id()));
    }

    @Test
    void many_who_sign_up_with_one_address_at_once_make_one_account() throws Exception {
        // When
        List<Future<UserView>> answers = IntStream.range(0, 8)
                .mapToObj(i -> service.bus.request(
                        UserApi.REGISTER, new RegisterUser("race@example.com", "Racer " + i, PASSWORD)))
                .toList();
        Future.join(answers).otherwiseEmpty().await(30, TimeUnit.SECONDS);

        // Then
        assertThat(answers.stream().filter(Future::succeeded)).hasSize(1);
        assertThat(service.sql("SELECT id FROM users WHERE lower(email) = 'race@example.com'"))
                .singleElement()
                .satisfies(row -> assertThat(service.events("user_registered", row.getLong("id")))
                        .hasSize(1));
    }

    @Test
    void what_is_not_acceptable_is_refused_and_nothing_is_kept() throws Exception {
        // When
        Problem weak = service.refusal(UserApi.REGISTER, new RegisterUser("weak@example.com", "Weak", "password1"));
        Problem email = service.refusal(UserApi.REGISTER, new RegisterUser("weak@", "Weak", PASSWORD));
        Problem name = service.refusal(UserApi.REGISTER, new RegisterUser("weak@example.com", "\0", PASSWORD));

        // Then
        assertProblem(weak, ErrorType.WEAK_PASSWORD, "/password");
        assertProblem(email, ErrorType.INVALID_REQUEST, "/email");
        assertProblem(name, ErrorType.INVALID_REQUEST, "/full_name");
        assertThat(service.sql("SELECT 1 FROM users WHERE email LIKE 'weak@%'")).isEmpty();
    }

    @Test
    void a_password_is_kept_as_a_hash_only() throws Exception {
        // When
        UserView user = service.register("hashed@example.com");

        // Then
        assertThat(service.sql("SELECT users::text AS everything, password_hash FROM users WHERE id = $1", user.id()))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getString("everything")).doesNotContain(PASSWORD);
                    assertThat(row.getString("password_hash")).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
                });
    }

    @Test
    void a_person_is_seen_by_themselves_and_administrators_only() throws Exception {
        // Given
        UserView user = service.register("seen@example.com");

        // Then
        assertThat(service.ask(UserApi.GET, new GetUser(self(user), user.id()))).isEqualTo(user);
        assertThat(service.ask(UserApi.GET, new GetUser(ADMIN, user.id()))).isEqualTo(user);
        assertNotFound(service.refusal(UserApi.GET, new GetUser(new Caller(user.id() + 1, false), user.id())));
        assertNotFound(service.refusal(UserApi.GET, new GetUser(ADMIN, 999_999_999)));
    }

    @Test
    void administrators_page_through_everybody() throws Exception {
        // Given
        List<Long> ids = List.of(
                service.register("page1@example.com").id(),
                service.register("page2@example.com").id(),
                service.register("page3@example.com").id());

        // When
        List<UserView> page = service.ask(UserApi.LIST, new ListUsers(ADMIN, 2, ids.getFirst() - 1))
                .users();
        List<UserView> rest =
                service.ask(UserApi.LIST, new ListUsers(ADMIN, 2, ids.get(1))).users();

        // Then
        assertThat(page).extracting(UserView::id).containsExactly(ids.get(0), ids.get(1));
        assertThat(rest).extracting(UserView::id).first().isEqualTo(ids.get(2));
        assertThat(service.refusal(UserApi.LIST, new ListUsers(new Caller(ids.getFirst(), false), 2, 0))
                        .type())
                .isEqualTo(ErrorType.FORBIDDEN);
        assertThat(service.refusal(UserApi.LIST, new ListUsers(ADMIN, 0, 0)).type())
                .isEqualTo(ErrorType.INVALID_REQUEST);
    }

    @Test
    void name_and_address_change_and_what_is_not_sent_stays() throws Exception {
        // Given
        UserView user = service.register("before@example.com");
        String token = service.login("before@example.com").refreshToken();

        // When
        UserView renamed = service.ask(UserApi.CHANGE, change(self(user), user, null, "Countess", null, null));
        UserView moved = service.ask(UserApi.CHANGE, change(ADMIN, user, " After@example.com", null, null, null));

        // Then
        assertThat(renamed.fullName()).isEqualTo("Countess");
        assertThat(renamed.email()).isEqualTo("before@example.com");
        assertThat(moved.fullName()).isEqualTo("Countess");
        assertThat(moved.email()).isEqualTo("After@example.com");
        assertThat(service.ask(UserApi.REFRESH, new Refresh(token)).refreshToken())
                .isNotEqualTo(token);
        assertThat(service.login("after@example.com").accessToken()).isNotEmpty();
    }

    @Test
    void nobody_changes_what_is_not_theirs_or_takes_an_address() throws Exception {
        // Given
        UserView user = service.register("mine@example.com");
        UserView other = service.register("theirs@example.com");

        // Then
        assertNotFound(service.refusal(UserApi.CHANGE, change(self(other), user, null, "Mallory", null, null)));
        assertTaken(service.refusal(UserApi.CHANGE, change(self(user), user, "THEIRS@example.com", null, null, null)));
        assertProblem(
                service.refusal(UserApi.CHANGE, change(self(user), user, "nonsense", null, null, null)),
                ErrorType.INVALID_REQUEST,
                "/email");
        assertThat(service.ask(UserApi.GET, new GetUser(ADMIN, user.id()))).isEqualTo(user);
    }

    @Test
    void ones_own_password_changes_only_with_the_current_one_and_ends_every_sign_in() throws Exception {
        // Given
        UserView user = service.register("rekey@example.com");
        String token = service.login("rekey@example.com").refreshToken();

        // When
        Problem without = service.refusal(UserApi.CHANGE, change(self(user), user, null, null, OTHER_PASSWORD, null));
        Problem wrong = service.refusal(UserApi.CHANGE, change(self(user), user, null, null, OTHER_PASSWORD, "guess"));
        Problem weak = service.refusal(UserApi.CHANGE, change(self(user), user, null, null, "rekey123", PASSWORD));
        UserView changed = service.ask(UserApi.CHANGE, change(self(user), user, null, null, OTHER_PASSWORD, PASSWORD));

        // Then
        assertProblem(without, ErrorType.INVALID_REQUEST, "/current_password");
        assertProblem(wrong, ErrorType.FORBIDDEN, "/current_password");
        assertProblem(weak, ErrorType.WEAK_PASSWORD, "/password");
        assertThat(changed).isEqualTo(user);
        assertThat(service.refusal(UserApi.REFRESH, new Refresh(token)).type()).isEqualTo(ErrorType.BAD_REFRESH_TOKEN);
        assertThat(service.refusal(UserApi.LOGIN, new Login("rekey@example.com", PASSWORD))
                        .type())
                .isEqualTo(ErrorType.BAD_CREDENTIALS);
        assertThat(service.ask(UserApi.LOGIN, new Login("rekey@example.com", OTHER_PASSWORD))
                        .tokenType())
                .isEqualTo("Bearer");
    }

    @Test
    void of_many_changes_with_the_same_current_password_one_wins() throws Exception {
        // Given
        UserView user = service.register("rekey-race@example.com");

        // When
        List<Future<UserView>> answers = IntStream.range(0, 4)
                .mapToObj(i -> service.bus.request(
                        UserApi.CHANGE, change(self(user), user, null, null, OTHER_PASSWORD + i, PASSWORD)))
                .toList();
        Future.join(answers).otherwiseEmpty().await(30, TimeUnit.SECONDS);

        // Then
        assertThat(answers.stream().filter(Future::succeeded)).hasSize(1);
    }

    @Test
    void an_administrator_resets_a_password_without_knowing_it() throws Exception {
        // Given
        UserView user = service.register("reset@example.com");

        // When
        UserView changed = service.ask(UserApi.CHANGE, change(ADMIN, user, null, null, OTHER_PASSWORD, null));

        // Then
        assertThat(changed).isEqualTo(user);
        assertThat(service.ask(UserApi.LOGIN, new Login("reset@example.com", OTHER_PASSWORD))
                        .tokenType())
                .isEqualTo("Bearer");
    }

    @Test
    void a_closed_account_stays_closed_and_everybody_is_told_once() throws Exception {
        // Given
        UserView user = service.register("closing@example.com");
        String token = service.login("closing@example.com").refreshToken();
        assertThat(service.ask(UserApi.STANDING, new GetStanding(user.id())).active())
                .isTrue();

        // When
        Done first = service.ask(UserApi.DEACTIVATE, new DeactivateUser(self(user), user.id()));
        Done second = service.ask(UserApi.DEACTIVATE, new DeactivateUser(ADMIN, user.id()));

        // Then
        assertThat(first).isEqualTo(second);
        assertThat(service.events("user_deactivated", user.id()))
                .containsExactly("{\"event\":\"user_deactivated\",\"data\":{\"user_id\":%d}}".formatted(user.id()));
        assertThat(service.ask(UserApi.STANDING, new GetStanding(user.id())).active())
                .isFalse();
        assertThat(service.ask(UserApi.GET, new GetUser(ADMIN, user.id())).active())
                .isFalse();
        assertThat(service.refusal(UserApi.REFRESH, new Refresh(token)).type()).isEqualTo(ErrorType.BAD_REFRESH_TOKEN);
        assertThat(service.refusal(UserApi.LOGIN, new Login("closing@example.com", PASSWORD))
                        .type())
                .isEqualTo(ErrorType.BAD_CREDENTIALS);
        assertThat(service.refusal(UserApi.CHANGE, change(self(user), user, null, "Again", null, null))
                        .type())
                .isEqualTo(ErrorType.FORBIDDEN);
    }

    @Test
    void nobody_closes_an_account_that_is_not_theirs_or_does_not_exist() throws Exception {
        // Given
        UserView user = service.register("stays@example.com");

        // Then
        assertNotFound(service.refusal(
                UserApi.DEACTIVATE, new DeactivateUser(new Caller(user.id() + 1, false), user.id())));
        assertNotFound(service.refusal(UserApi.DEACTIVATE, new DeactivateUser(ADMIN, 999_999_999)));
        assertThat(service.ask(UserApi.STANDING, new GetStanding(user.id())).active())
                .isTrue();
        assertThat(service.ask(UserApi.STANDING, new GetStanding(999_999_999)).active())
                .isFalse();
    }

    private static Caller self(UserView user) {
        return new Caller(user.id(), false);
    }

    private static ChangeUser change(
            Caller caller,
            UserView user,
            @Nullable String email,
            @Nullable String fullName,
            @Nullable String password,
            @Nullable String currentPassword) {
        return new ChangeUser(caller, user.id(), email, fullName, password, currentPassword);
    }

    private static void assertTaken(Problem problem) {
        assertProblem(problem, ErrorType.EMAIL_TAKEN, "/email");
    }

    private static void assertNotFound(Problem problem) {
        assertThat(problem.type()).isEqualTo(ErrorType.NOT_FOUND);
        assertThat(problem.detail()).isEqualTo("User not found");
    }

    private static void assertProblem(Problem problem, ErrorType type, String pointer) {
        assertThat(problem.type()).isEqualTo(type);
        assertThat(problem.errors()).extracting(Problem.FieldError::pointer).containsExactly(pointer);
    }
}
