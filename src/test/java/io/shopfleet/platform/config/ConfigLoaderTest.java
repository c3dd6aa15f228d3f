package io.shopfleet.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shopfleet.Role;
import io.shopfleet.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigLoaderTest {
    @TempDir
    private Path directory;

    @Test
    void the_defaults_make_a_whole_configuration() {
        Settings settings = Settings.read(Map.of());

        assertThat(settings.roles()).containsExactlyInAnyOrder(Role.values());
        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.management().port()).isEqualTo(9090);
        assertThat(settings.order().timeout()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.order().database().url()).isNull();
    }

    @Test
    void the_environment_wins_over_the_mounted_directory_which_wins_over_the_defaults() throws IOException {
        Files.writeString(directory.resolve("a.yaml"), "http:\n  port: 1\nmanagement:\n  port: 2\n");
        Files.writeString(directory.resolve("b.yaml"), "management:\n  port: 3\n");

        Settings settings = read(Map.of("HTTP_PORT", "4"));

        assertThat(settings.http().port()).isEqualTo(4);
        assertThat(settings.management().port()).isEqualTo(3);
        assertThat(settings.http().host()).isEqualTo("0.0.0.0");
    }

    @Test
    void secrets_come_from_mounted_files_and_from_files_that_a_variable_names() throws IOException {
        Files.writeString(directory.resolve("RABBITMQ_URL"), "amqp://a:b@c:1/\n");
        Path elsewhere = Files.writeString(directory.resolve("url.txt"), "postgresql://a:b@c:1/d\n");

        Settings settings = read(Map.of("ORDER_DATABASE_URL_FILE", elsewhere.toString()));

        assertThat(Objects.requireNonNull(settings.rabbitmq().url()).value()).isEqualTo("amqp://a:b@c:1/");
        assertThat(Objects.requireNonNull(settings.order().database().url()).value())
                .isEqualTo("postgresql://a:b@c:1/d");
    }

    @Test
    void roles_are_a_comma_separated_list() {
        assertThat(Settings.read(Map.of("ROLES", "gateway, order")).roles())
                .containsExactlyInAnyOrder(Role.GATEWAY, Role.ORDER);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_PORT, 99999, http.port",
        "HTTP_PORT, many, http.port",
        "ORDER_TIMEOUT, 15, order.timeout",
        "ORDER_TIMEOUT, 1ms, order.timeout",
        "ORDER_DATABASE_URL, mysql://x, order.database.url",
        "ORDER_DATABASE_POOL_SIZE, 0, order.database.pool_size",
        "RABBITMQ_URL, http://x, rabbitmq.url",
        "ROLES, cashier, roles",
        "BUS_BREAKER_FAILURES, 0, bus.breaker_failures",
        "ADMIN_EMAIL, admin@example.com, admin.",
    })
    void a_bad_value_is_refused_in_one_line_that_names_it(String variable, String value, String named) {
        assertThatThrownBy(() -> Settings.read(Map.of(variable, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(named)
                .hasMessageNotContaining("\n");
    }

    @Test
    void an_unknown_key_is_refused_in_one_line_that_names_it() throws IOException {
        Files.writeString(directory.resolve("a.yaml"), "order:\n  time_out: 5m\n");

        assertThatThrownBy(() -> read(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("order.time_out")
                .hasMessageContaining("timeout")
                .hasMessageNotContaining("\n");
    }

    @Test
    void a_file_that_is_no_yaml_is_refused_by_its_name() throws IOException {
        Files.writeString(directory.resolve("broken.yaml"), "a: [1\n");

        assertThatThrownBy(() -> read(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("broken.yaml")
                .hasMessageNotContaining("\n");
    }

    @Test
    void a_bad_secret_is_not_repeated_in_the_message() {
        assertThatThrownBy(() -> Settings.read(Map.of("RABBITMQ_URL", "hunter2:hunter2")))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining("hunter2");
        assertThat(new Secret("hunter2").toString()).doesNotContain("hunter2");
    }

    private Settings read(Map<String, String> environment) {
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("CONFIG_DIR", directory.toString());
        return Settings.read(all);
    }
}
