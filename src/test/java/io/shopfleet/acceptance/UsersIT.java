package io.shopfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.shopfleet.testing.Shop;
import io.shopfleet.testing.Shop.Answer;
import io.shopfleet.testing.Shop.Person;
import io.shopfleet.testing.TestFleet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersIT {
    private static final String PASSWORD = "a buyer's own pass phrase";
    private static final String NEXT_PASSWORD = "quite another pass phrase";
    private static final long NOBODY = 9_000_000_000L;

    private static Shop shop;
    private static Person admin;

    @BeforeAll
    static void openTheShop() {
        shop = TestFleet.shared().shop();
        admin = shop.admin();
    }

    @Test
    void whoever_signs_up_gets_an_account_and_nobody_sees_the_password() {
        String email = "Ada." + UUID.randomUUID() + "@Example.com";

        Answer registered = register(email, PASSWORD).expect(201);

        JsonNode user = registered.json();
        assertThat(user.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("id", "email", "full_name", "is_active", "role", "created_at");
        assertThat(user.get("email").asText()).isEqualTo(email);
        assertThat(user.get("is_active").asBoolean()).isTrue();
        assertThat(user.get("role").asText()).isEqualTo("buyer");
        assertThat(registered.header("location"))
                .isEqualTo("/api/users/" + user.get("id").asLong());
        Person ada = shop.signIn(email.toLowerCase(Locale.ROOT), PASSWORD);
        assertThat(get(ada, ada.id()).expect(200).json()).isEqualTo(user);
        String stored = TestFleet.shared()
                .database("user")
                .rows("SELECT password_hash FROM users WHERE id = ?", ada.id())
                .toString();
        assertThat(stored).contains("$argon2id$").doesNotContain(PASSWORD);
    }

    @Test
    void a_taken_address_is_refused_also_in_other_case() {
        Person first = shop.buyer();
        Person second = shop.buyer();
        String shouted = first.email().toUpperCase(Locale.ROOT);

        for (String taken : List.of(first.email(), shouted)) {
            assertProblem(register(taken, PASSWORD).expect(409), "email-taken", "/email");
            assertProblem(change(second, second.id(), Map.of("email", taken)).expect(409), "email-taken", "/email");
        }
        assertThat(change(first, first.id(), Map.of("email", shouted))
                        .expect(200)
                        .json()
                        .get("email")
                        .asText())
                .isEqualTo(shouted);
    }

    @ParameterizedTest
    @CsvSource({"password", "12345678", "qwertyuiop", "aaaaaaaaaaaaaaaa", "shopfleet1", "Weak Person"})
    void a_password_that_is_easy_to_guess_is_refused(String weak) {
        String email = "weak.person-" + UUID.randomUUID() + "@example.com";

        assertProblem(register(email, weak).expect(422), "weak-password", "/password");

        login(email, weak).expect(401);
        register(email, PASSWORD).expect(201);
    }

    @Test
    void only_an_administrator_lists_people() {
        Person buyer = shop.buyer();

        shop.call("listUsers", "GET", "/api/users").as(buyer).send().expect(403);
        shop.call("listUsers", "GET", "/api/users").send().expect(401);
    }

    @Test
    void people_are_listed_by_id_in_pages_that_link_to_the_next() {
        List<Long> registered = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            registered.add(register("listed-" + UUID.randomUUID() + "@example.com", PASSWORD)
                    .expect(201)
                    .json()
                    .get("id")
                    .asLong());
        }

        List<Long> seen = new ArrayList<>();
        String path = "/api/users?limit=2&after=" + (registered.getFirst() - 1);
        while (path != null) {
            Answer page = shop.call("listUsers", "GET", path).as(admin).send().expect(200);
            assertThat(page.json().size()).isLessThanOrEqualTo(2);
            page.json().forEach(user -> seen.add(user.get("id").asLong()));
            path = ProductsIT.next(page);
        }

        assertThat(seen).isEqualTo(registered);
    }

    @Test
    void another_persons_account_is_as_unknown_as_one_that_does_not_exist() {
        Person owner = shop.buyer();
        Person stranger = shop.buyer();
        Map<String, String> name = Map.of("full_name", "Taken over");

        assertThat(List.of(
                        get(stranger, owner.id()),
                        get(stranger, NOBODY),
                        get(admin, NOBODY),
                        change(stranger, owner.id(), name),
                        change(stranger, NOBODY, name),
                        change(admin, NOBODY, name),
                        deactivate(stranger, owner.id()),
                        deactivate(stranger, NOBODY),
                        deactivate(admin, NOBODY)))
                .allSatisfy(answer -> {
                    assertThat(answer.status()).isEqualTo(404);
                    assertThat(answer.json().get("detail").asText()).isEqualTo("User not found");
                    assertThat(answer.json().get("type").asText()).isEqualTo("urn:shopfleet:problem:not-found");
                });
        JsonNode untouched = get(owner, owner.id()).expect(200).json();
        assertThat(untouched.get("full_name").asText()).isEqualTo("A Buyer");
        assertThat(untouched.get("is_active").asBoolean()).isTrue();
        assertThat(get(admin, owner.id()).expect(200).json()).isEqualTo(untouched);
    }

    @ParameterizedTest
    @CsvSource({"getUser, GET, ''", "changeUser, PATCH, '{\"full_name\":\"X\"}'", "deactivateUser, DELETE, ''"})
    void whoever_is_not_signed_in_sees_and_changes_nobody(String operation, String method, String body) {
        Shop.Call call = shop.call(operation, method, "/api/users/" + admin.id());

        Answer answer = (body.isEmpty() ? call : call.raw(body)).send().expect(401);

        assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
    }

    @Test
    void a_change_touches_only_what_was_sent() {
        Person buyer = shop.buyer();

        JsonNode changed = change(buyer, buyer.id(), Map.of("full_name", "Ada King"))
                .expect(200)
                .json();

        assertThat(changed.get("full_name").asText()).isEqualTo("Ada King");
        assertThat(changed.get("email").asText()).isEqualTo(buyer.email());
        login(buyer.email(), PASSWORD).expect(200);
        refresh(buyer.refreshToken()).expect(200);
    }

    @Test
    void a_new_password_of_ones_own_needs_the_present_one_and_ends_every_session() {
        Person buyer = shop.buyer();
        Person elsewhere = shop.signIn(buyer.email(), PASSWORD);
        Map<String, String> unproven = Map.of("password", NEXT_PASSWORD);
        Map<String, String> wrong = Map.of("password", NEXT_PASSWORD, "current_password", NEXT_PASSWORD);
        Map<String, String> weak = Map.of("password", "12345678", "current_password", PASSWORD);
        assertProblem(change(buyer, buyer.id(), unproven).expect(400), "invalid-request", "/current_password");
        assertProblem(change(buyer, buyer.id(), wrong).expect(403), "forbidden", "/current_password");
        assertProblem(change(buyer, buyer.id(), weak).expect(422), "weak-password", "/password");

        change(buyer, buyer.id(), Map.of("password", NEXT_PASSWORD, "current_password", PASSWORD))
                .expect(200);

        refresh(buyer.refreshToken()).expect(401);
        refresh(elsewhere.refreshToken()).expect(401);
        login(buyer.email(), PASSWORD).expect(401);
        login(buyer.email(), NEXT_PASSWORD).expect(200);
    }

    @Test
    void an_administrator_gives_somebody_a_new_password_without_the_old_one() {
        Person buyer = shop.buyer();

        change(admin, buyer.id(), Map.of("password", NEXT_PASSWORD)).expect(200);

        refresh(buyer.refreshToken()).expect(401);
        login(buyer.email(), NEXT_PASSWORD).expect(200);
    }

    @Test
    void a_closed_account_neither_signs_in_nor_refreshes_nor_orders() {
        for (boolean byOwner : List.of(true, false)) {
            Person buyer = shop.buyer();
            long product = shop.product(admin, 1);

            deactivate(byOwner ? buyer : admin, buyer.id()).expect(204);

            assertType(login(buyer.email(), PASSWORD).expect(401), "bad-credentials");
            assertType(refresh(buyer.refreshToken()).expect(401), "bad-refresh-token");
            assertType(shop.order(buyer, product, 1).send().expect(403), "forbidden");
            assertType(validate(buyer, buyer.id()).expect(401), "unauthenticated");
            assertThat(get(admin, buyer.id())
                            .expect(200)
                            .json()
                            .get("is_active")
                            .asBoolean())
                    .isFalse();
            assertThat(shop.stock(admin, product).get("reserved").asLong()).isZero();
            // Closing it again changes nothing, and the address stays taken.
            deactivate(admin, buyer.id()).expect(204);
            register(buyer.email(), PASSWORD).expect(409);
        }
    }

    @Test
    void a_token_is_valid_for_its_own_active_user_only() {
        Person buyer = shop.buyer();

        JsonNode valid = validate(buyer, buyer.id()).expect(200).json();

        assertThat(valid.get("valid").asBoolean()).isTrue();
        assertThat(valid.get("user_id").asLong()).isEqualTo(buyer.id());
        assertType(validate(buyer, admin.id()).expect(403), "forbidden");
        assertType(validate(buyer, NOBODY).expect(403), "forbidden");
        assertType(validate(admin, buyer.id()).expect(403), "forbidden");
        assertType(
                shop.call("validateUser", "POST", "/api/users/validate")
                        .body(Map.of("user_id", buyer.id()))
                        .send()
                        .expect(401),
                "unauthenticated");
    }

    private static Answer register(String email, String password) {
        return shop.call("registerUser", "POST", "/api/users")
                .body(Map.of("email", email, "full_name", "Weak Person", "password", password))
                .send();
    }

    private static Answer get(Person who, long id) {
        return shop.call("getUser", "GET", "/api/users/" + id).as(who).send();
    }

    private static Answer change(Person who, long id, Map<String, String> fields) {
        return shop.call("changeUser", "PATCH", "/api/users/" + id)
                .as(who)
                .body(fields)
                .send();
    }

    private static Answer deactivate(Person who, long id) {
        return shop.call("deactivateUser", "DELETE", "/api/users/" + id).as(who).send();
    }

    private static Answer validate(Person who, long id) {
        return shop.call("validateUser", "POST", "/api/users/validate")
                .as(who)
                .body(Map.of("user_id", id))
                .send();
    }

    private static Answer login(String email, String password) {
        return shop.call("login", "POST", "/api/auth/login")
                .body(Map.of("email", email, "password", password))
                .send();
    }

    private static Answer refresh(String token) {
        return shop.call("refresh", "POST", "/api/auth/refresh")
                .body(Map.of("refresh_token", token))
                .send();
    }

    private static void assertType(Answer answer, String type) {
        assertThat(answer.json().get("type").asText()).isEqualTo("urn:shopfleet:problem:" + type);
    }

    private static void assertProblem(Answer answer, String type, String pointer) {
        assertType(answer, type);
        assertThat(ClosedBook.pointers(answer.json())).containsExactly(pointer);
    }
}
