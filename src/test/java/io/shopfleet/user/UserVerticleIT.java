package io.shopfleet.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jwt.SignedJWT;
import io.shopfleet.platform.config.ConfigException;
import io.shopfleet.platform.config.Secret;
import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.contract.Done;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.Problem;
import io.shopfleet.user.api.UserApi;
import io.shopfleet.user.api.UserApi.DeactivateUser;
import io.shopfleet.user.api.UserApi.Login;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserVerticleIT {
    private static final String EMAIL = "root@example.com";
    private static final AdminSettings ADMIN = new AdminSettings(EMAIL, new Secret("copper-window-77"));

    private RunningUserService service;

    @BeforeEach
    void prepare_the_service(@TempDir Path directory) throws Exception {
        service = RunningUserService.prepare(directory);
    }

    @AfterEach
    void stop_the_service() throws Exception {
        service.close();
    }

    @Test
    void the_first_start_makes_the_administrator_once_even_if_several_start_together() throws Exception {
        // Given
        // Otherwise the migrations, which wait for one another, would make them take turns.
        String migrated = service.deploy(RunningUserService.NO_ADMIN).await(60, TimeUnit.SECONDS);
        assertThat(migrated).isNotEmpty();

        // When
        Future.join(IntStream.range(0, 3).mapToObj(i -> service.deploy(ADMIN)).toList())
                .await(60, TimeUnit.SECONDS);
        String again = service.deploy(new AdminSettings("ROOT@example.com", new Secret("quite-another-33")))
                .await(60, TimeUnit.SECONDS);

        // Then
        assertThat(again).isNotEmpty();
        assertThat(service.sql("SELECT role FROM users"))
                .singleElement()
                .satisfies(row -> assertThat(row.getString("role")).isEqualTo("admin"));
        assertThat(service.sql("SELECT 1 FROM outbox WHERE event = 'user_registered'"))
                .hasSize(1);
        String token =
                service.ask(UserApi.LOGIN, new Login(EMAIL, "copper-window-77")).accessToken();
        assertThat(SignedJWT.parse(token).getJWTClaimsSet().getStringClaim("role"))
                .isEqualTo("admin");
    }

    @Test
    void of_all_administrators_one_always_stays() throws Exception {
        // Given
        String first = service.deploy(ADMIN).await(60, TimeUnit.SECONDS);
        String second = service.deploy(new AdminSettings("second@example.com", new Secret("copper-window-78")))
                .await(60, TimeUnit.SECONDS);
        assertThat(first).isNotEqualTo(second);
        List<Long> ids = service.sql("SELECT id FROM users ORDER BY id").stream()
                .map(row -> row.getLong("id"))
                .toList();

        // When
        List<Future<Done>> answers = ids.stream()
                .map(id -> service.bus.request(UserApi.DEACTIVATE, new DeactivateUser(new Caller(id, true), id)))
                .toList();
        Future.join(answers).otherwiseEmpty().await(30, TimeUnit.SECONDS);

        // Then
        assertThat(ids).hasSize(2);
        assertThat(answers.stream().filter(Future::succeeded)).hasSize(1);
        Long left =
                service.sql("SELECT id FROM users WHERE is_active").getFirst().getLong("id");
        Problem problem = service.refusal(UserApi.DEACTIVATE, new DeactivateUser(new Caller(left, true), left));
        assertThat(problem.type()).isEqualTo(ErrorType.FORBIDDEN);
        assertThat(problem.detail()).isEqualTo("The last active administrator cannot be deactivated");
    }

    @Test
    void a_weak_administrator_or_a_missing_key_stops_the_start_with_one_line() {
        assertThatThrownBy(() -> service.deploy(new AdminSettings(EMAIL, new Secret("password1")))
                        .await(60, TimeUnit.SECONDS))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("Bad setting admin.password: is too easy to guess")
                .hasMessageNotContaining("password1")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> service.deploy(ADMIN, new JwtSettings(null, Duration.ofMinutes(15)))
                        .await(60, TimeUnit.SECONDS))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("Missing setting jwt.private_key_file");
    }
}
