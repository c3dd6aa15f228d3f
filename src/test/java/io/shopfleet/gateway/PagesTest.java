package io.shopfleet.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.shopfleet.gateway.Wire.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init")
class PagesTest {
    private static Wire wire;

    @BeforeAll
    static void start() throws Exception {
        wire = new Wire();
    }

    @AfterAll
    static void stop() throws Exception {
        wire.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/openapi.yaml, application/yaml; charset=utf-8",
        "/asyncapi.yaml, application/yaml; charset=utf-8",
        "/schemas/events/order_created.schema.json, application/json",
        "/events/order_created.schema.json, application/json",
        "/docs/, text/html; charset=utf-8",
        "/docs/init.js, text/javascript; charset=utf-8",
        "/docs/page.css, text/css; charset=utf-8",
        "/docs/ui/swagger-ui-bundle.js, text/javascript; charset=utf-8",
        "/docs/ui/swagger-ui.css, text/css; charset=utf-8",
        "/docs/ui/favicon-32x32.png, image/png"
    })
    void contracts_and_the_page_to_try_them_are_served_and_kept_on_a_short_leash(String path, String type)
            throws Exception {
        Answer answer = wire.get(path);
        Answer again = wire.get(path, "If-None-Match", answer.header("ETag"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo(type);
        assertThat(answer.http().body()).isNotEmpty();
        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self';", "style-src 'self';")
                .doesNotContain("unsafe", "http");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.text()).isEmpty();
    }

    @Test
    void the_contract_is_served_as_it_is_written() throws Exception {
        assertThat(wire.get("/openapi.yaml").text()).contains("\nopenapi: 3.1", "application/problem+json");
    }

    @Test
    void the_page_asks_nobody_but_this_server() throws Exception {
        Pattern outside = Pattern.compile("(?:src|href)=\"(?:https?:)?//");

        assertThat(wire.get("/docs/").text()).doesNotContainPattern(outside).doesNotContain("<script>", "<style");
        assertThat(wire.get("/docs/init.js").text()).doesNotContain("http:", "https:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/docs"})
    void the_way_to_the_page_is_short(String path) throws Exception {
        Answer answer = wire.get(path);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo("/docs/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs/ui/../../openapi/shopfleet.yaml", "/docs/%2e%2e/logback.xml", "/docs/logback.xml",
                        "/logback.xml",
                "/docs/ui/index.htm", "/docs/ui/LICENSE.txt", "/schemas/events/none.schema.json", "/schemas/events/",
                "/openapi/shopfleet.yaml"
            })
    void nothing_else_of_the_class_path_can_be_reached(String path) throws Exception {
        assertThat(wire.get(path).status()).isEqualTo(404);
    }

    @Test
    void head_tells_of_a_page_without_sending_it() throws Exception {
        Answer answer = wire.send("HEAD", "/openapi.yaml", BodyPublishers.noBody());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEmpty();
    }
}
