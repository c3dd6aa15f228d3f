package io.shopfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.shopfleet.testing.Shop;
import io.shopfleet.testing.Shop.Person;
import io.shopfleet.testing.TestFleet;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A program in another language joins with its ordinary client, on a real RabbitMQ. */
@Tag("rabbitmq")
class PythonConsumerIT {
    private static final int ORDERS = 50;

    @Test
    void a_pika_program_with_its_own_queue_gets_every_order() throws Exception {
        Shop shop = TestFleet.shared().shop();
        Person admin = shop.admin();
        Person buyer = shop.buyer();
        long mug = shop.product(admin, 1_000);
        long tea = shop.product(admin, 1_000);
        Process python = new ProcessBuilder(
                        "/usr/bin/python3",
                        Path.of("src/test/python/order_listener.py").toString(),
                        TestFleet.shared().broker().url(),
                        String.valueOf(ORDERS))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said = python.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("listening");

            Set<String> placed = new HashSet<>();
            for (int i = 0; i < ORDERS; i++) {
                placed.add(shop.order(
                                buyer,
                                List.of(
                                        Map.of("product_id", mug, "quantity", 1L),
                                        Map.of("product_id", tea, "quantity", i % 3 + 1L)))
                        .send()
                        .expect(202)
                        .json()
                        .get("id")
                        .asText());
            }

            List<String> heard = readAll(said);
            assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(python.exitValue()).isZero();
            assertThat(heard.stream().map(line -> line.split(" ", -1)[0])).containsAll(placed);
            assertThat(heard.getFirst()).endsWith(mug + "x1," + tea + "x1");
        } finally {
            python.destroyForcibly();
        }
    }

    private static List<String> readAll(BufferedReader reader) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            lines.add(line);
        }
        return lines;
    }
}
