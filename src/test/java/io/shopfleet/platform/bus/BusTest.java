package io.shopfleet.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.shopfleet.platform.contract.Address;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.ProblemException;
import io.shopfleet.platform.contract.Topic;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BusTest {
    private static final Address<Question, Reply> ASK = Address.query("oracle.ask", Question.class, Reply.class);
    private static final Address<Question, Reply> TELL = Address.command("oracle.tell", Question.class, Reply.class);

    private final Vertx vertx = Vertx.vertx();
    private final Bus bus = new Bus(vertx, new BusSettings(Duration.ofMillis(100), 3, Duration.ofMillis(300)));

    record Question(String text) {}

    record Reply(String text, Instant at) {}

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void a_question_is_answered() {
        Reply reply = new Reply("42", Instant.EPOCH);
        bus.serve(ASK, question -> Future.succeededFuture(reply)).await();

        assertThat(bus.request(ASK, new Question("?")).await()).isSameAs(reply);
    }

    @Test
    void the_wire_format_is_json_that_tolerates_unknown_fields() {
        Buffer wire = Buffer.buffer();
        new Payload.Codec().encodeToWire(wire, Payload.of(new Reply("42", Instant.EPOCH)));
        assertThat(wire.getString(4, wire.length())).isEqualTo("{\"text\":\"42\",\"at\":\"1970-01-01T00:00:00Z\"}");

        Buffer newer = Buffer.buffer("{\"text\":\"43\",\"at\":\"1970-01-01T00:00:00Z\",\"mood\":\"good\"}");
        Buffer framed = Buffer.buffer("xx").appendInt(newer.length()).appendBuffer(newer);

        assertThat(new Payload.Codec().decodeFromWire(2, framed).as(Reply.class))
                .isEqualTo(new Reply("43", Instant.EPOCH));
    }

    @Test
    void a_problem_reaches_the_caller_as_it_is_and_trips_no_breaker() {
        bus.serve(ASK, question -> Future.failedFuture(ErrorType.NOT_FOUND.at("/text", "No such thing")))
                .await();

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> bus.request(ASK, new Question("?")).await())
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem())
                                    .isEqualTo(ErrorType.NOT_FOUND
                                            .at("/text", "No such thing")
                                            .problem()));
        }
        assertThat(bus.breakers()).containsEntry("oracle", CircuitBreakerState.CLOSED);
    }

    @Test
    void a_bug_is_told_as_an_internal_error_without_its_details() {
        bus.serve(ASK, question -> {
                    throw new IllegalStateException("secret detail");
                })
                .await();

        assertThatThrownBy(() -> bus.request(ASK, new Question("?")).await())
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().type()).isEqualTo(ErrorType.INTERNAL);
                    assertThat(e.problem().detail()).doesNotContain("secret");
                });
    }

    @Test
    void nobody_there_is_unavailable_and_after_three_times_the_breaker_answers_at_once_until_a_trial_succeeds() {
        for (int i = 0; i < 3; i++) {
            assertUnavailable(TELL);
        }
        assertThat(bus.breakers()).containsEntry("oracle", CircuitBreakerState.OPEN);
        bus.serve(TELL, question -> Future.succeededFuture(new Reply("back", Instant.EPOCH)))
                .await();
        assertUnavailable(TELL);

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(
                                bus.request(TELL, new Question("?")).await().text())
                        .isEqualTo("back"));
        assertThat(bus.breakers()).containsEntry("oracle", CircuitBreakerState.CLOSED);
    }

    @Test
    void only_a_repeatable_request_is_sent_again_when_no_answer_comes() {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        bus.serve(
                        ASK,
                        question -> asked.incrementAndGet() == 1
                                ? Promise.<Reply>promise().future()
                                : Future.succeededFuture(new Reply("at last", Instant.EPOCH)))
                .await();
        bus.serve(TELL, question -> {
                    told.incrementAndGet();
                    return Promise.<Reply>promise().future();
                })
                .await();

        assertThat(bus.request(ASK, new Question("?")).await().text()).isEqualTo("at last");
        assertUnavailable(TELL);

        assertThat(asked).hasValue(2);
        assertThat(told).hasValue(1);
    }

    @Test
    void every_subscriber_of_a_topic_hears_it_even_if_another_one_chokes() {
        Topic<Question> topic = new Topic<>("oracle.news", Question.class);
        List<String> heard = new CopyOnWriteArrayList<>();
        bus.subscribe(topic, news -> {
                    throw new IllegalStateException("choked");
                })
                .await();
        bus.subscribe(topic, news -> heard.add(news.text())).await();

        bus.publish(topic, new Question("hear, hear"));

        await().untilAsserted(() -> assertThat(heard).containsExactly("hear, hear"));
    }

    private void assertUnavailable(Address<Question, Reply> address) {
        assertThatThrownBy(() -> bus.request(address, new Question("?")).await())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(ErrorType.UNAVAILABLE));
    }
}
