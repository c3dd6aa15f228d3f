package io.shopfleet.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.shopfleet.testing.Shop;
import io.shopfleet.testing.Shop.Answer;
import io.shopfleet.testing.Shop.Person;
import io.shopfleet.testing.TestFleet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signing in, staying signed in and signing out, with a signing key that the test knows. */
@SuppressWarnings("NullAway.Init")
class TokensIT {
    private static final String PASSWORD = "a buyer's own pass phrase";

    @TempDir
    static Path directory;

    private static TestFleet fleet;
    private static Shop shop;
    private static Person buyer;
    private static RSAKey key;

    @BeforeAll
    static void openTheShop() throws Exception {
        RSAKey made = new RSAKeyGenerator(2048).generate();
        Path file = directory.resolve("jwt.pem");
        Files.writeString(
                file,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(made.toPrivateKey().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        fleet = TestFleet.start(Map.of("JWT_PRIVATE_KEY_FILE", file.toString()));
        shop = fleet.shop();
        buyer = shop.buyer();
        key = new RSAKey.Builder(made).keyID(publicKey().getKeyID()).build();
    }

    @AfterAll
    static void close() {
        fleet.close();
    }

    @Test
    void the_published_key_verifies_an_access_token_and_has_no_private_part() throws Exception {
        SignedJWT token = SignedJWT.parse(buyer.token());

        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.RS256);
        assertThat(token.getHeader().getKeyID()).isEqualTo(publicKey().getKeyID());
        assertThat(token.getHeader().getType()).isEqualTo(new JOSEObjectType("at+jwt"));
        assertThat(token.verify(new RSASSAVerifier(publicKey()))).isTrue();
        assertThat(publicKey().isPrivate()).isFalse();
        JWTClaimsSet claims = token.getJWTClaimsSet();
        assertThat(claims.getClaims().keySet()).contains("iss", "aud", "sub", "exp", "iat", "jti", "role");
        assertThat(claims.getSubject()).isEqualTo(String.valueOf(buyer.id()));
        assertThat(claims.getStringClaim("role")).isEqualTo("buyer");
        assertThat(claims.getExpirationTime().toInstant())
                .isEqualTo(claims.getIssueTime().toInstant().plusSeconds(900));
    }

    @Test
    void signing_in_hands_out_tokens_that_no_cache_keeps() {
        Answer answer = login(buyer.email(), PASSWORD).expect(200);

        assertThat(answer.json().properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "refresh_token");
        assertThat(answer.json().get("token_type").asText()).isEqualTo("Bearer");
        assertThat(answer.json().get("expires_in").asLong()).isEqualTo(900);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }

    @Test
    void a_wrong_password_and_an_unknown_address_answer_alike() {
        Answer wrong = login(buyer.email(), "some other pass phrase").expect(401);
        Answer unknown = login("nobody@example.com", PASSWORD).expect(401);

        assertThat(wrong.json()).isEqualTo(unknown.json());
        assertType(wrong, "bad-credentials");
        assertThat(wrong.header("www-authenticate")).isEqualTo("Bearer");
    }

    @Test
    void a_refresh_token_gives_the_next_tokens() {
        Person person = shop.signIn(buyer.email(), PASSWORD);

        JsonNode first = refresh(person.refreshToken()).expect(200).json();
        JsonNode second =
                refresh(first.get("refresh_token").asText()).expect(200).json();

        assertThat(List.of(person.refreshToken(), text(first, "refresh_token"), text(second, "refresh_token")))
                .doesNotHaveDuplicates();
        assertThat(get(text(second, "access_token")).status()).isEqualTo(200);
    }

    @Test
    void a_used_refresh_token_that_comes_back_ends_its_sign_in_and_no_other() {
        Person victim = shop.signIn(buyer.email(), PASSWORD);
        Person elsewhere = shop.signIn(buyer.email(), PASSWORD);
        String next = text(refresh(victim.refreshToken()).expect(200).json(), "refresh_token");

        assertType(refresh(victim.refreshToken()).expect(401), "bad-refresh-token");

        assertType(refresh(next).expect(401), "bad-refresh-token");
        refresh(elsewhere.refreshToken()).expect(200);
    }

    @Test
    void signing_out_ends_the_sign_in_and_no_other() {
        Person person = shop.signIn(buyer.email(), PASSWORD);
        Person elsewhere = shop.signIn(buyer.email(), PASSWORD);

        logout(person.refreshToken()).expect(204);

        assertType(refresh(person.refreshToken()).expect(401), "bad-refresh-token");
        refresh(elsewhere.refreshToken()).expect(200);
        // Once more, or with a token that never was, is no error.
        logout(person.refreshToken()).expect(204);
        logout("never-was").expect(204);
    }

    @Test
    void a_refresh_token_that_never_was_is_refused() {
        String real = buyer.refreshToken();
        for (String token : List.of(
                "x",
                "never-was",
                "\"quoted\"",
                real + "A",
                real.substring(1),
                "A".repeat(64),
                "~".repeat(512),
                buyer.token().substring(0, 512))) {
            Answer answer = refresh(token).expect(401);

            assertType(answer, "bad-refresh-token");
            assertThat(answer.header("www-authenticate")).isEqualTo("Bearer");
        }
        refresh(shop.signIn(buyer.email(), PASSWORD).refreshToken()).expect(200);
    }

    @Test
    void a_token_signed_as_the_shop_does_is_accepted() throws Exception {
        assertThat(get(signed(header(), claims().build(), key)).status()).isEqualTo(200);
    }

    @Test
    void forged_expired_unsigned_and_garbled_tokens_are_refused_everywhere() throws Exception {
        Map<String, String> bad = badTokens();

        assertThat(bad.entrySet()).allSatisfy(token -> {
            for (Answer answer : List.of(
                    get(token.getValue()),
                    shop.call("placeOrder", "POST", "/api/orders")
                            .header("Authorization", "Bearer " + token.getValue())
                            .raw("{\"items\":[{\"product_id\":1,\"quantity\":1}]}")
                            .send(),
                    shop.call("createProduct", "POST", "/api/products")
                            .header("Authorization", "Bearer " + token.getValue())
                            .raw("{}")
                            .send())) {
                assertThat(answer.status()).as(token.getKey()).isEqualTo(401);
                assertType(answer, "unauthenticated");
                assertThat(answer.header("www-authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
                ClosedBook.assertNoInsides(answer.response().body());
            }
        });
    }

    @Test
    void what_is_no_bearer_token_is_refused() {
        for (String header : List.of("Basic YTpi", "Bearer", "Bearer ", buyer.token(), "Bearer a b", "Token x")) {
            Answer answer = shop.call("listOrders", "GET", "/api/orders")
                    .header("Authorization", header)
                    .send()
                    .expect(401);

            assertThat(answer.header("www-authenticate")).startsWith("Bearer");
        }
        Answer twice = shop.call("listOrders", "GET", "/api/orders")
                .as(buyer)
                .as(buyer)
                .send()
                .expect(401);
        assertType(twice, "unauthenticated");
    }

    private static Map<String, String> badTokens() throws Exception {
        JWTClaimsSet good = claims().build();
        RSAKey another = new RSAKeyGenerator(2048).keyID(key.getKeyID()).generate();
        String[] parts = buyer.token().split("\\.", -1);
        String admin = encode(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("\"buyer\"", "\"admin\""));
        Map<String, String> bad = new TreeMap<>();
        bad.put("expired", signed(header(), claims().expirationTime(in(-60)).build(), key));
        bad.put("without expiry", signed(header(), claims().expirationTime(null).build(), key));
        bad.put("without subject", signed(header(), claims().subject(null).build(), key));
        bad.put("of user 0", signed(header(), claims().subject("0").build(), key));
        bad.put("of nobody", signed(header(), claims().subject("admin").build(), key));
        bad.put("of the future", signed(header(), claims().issueTime(in(600)).build(), key));
        bad.put(
                "not yet valid",
                signed(header(), claims().notBeforeTime(in(600)).build(), key));
        bad.put("of another issuer", signed(header(), claims().issuer("else").build(), key));
        bad.put(
                "for another audience",
                signed(header(), claims().audience("else").build(), key));
        bad.put(
                "of an unknown role",
                signed(header(), claims().claim("role", "root").build(), key));
        bad.put("without a role", signed(header(), claims().claim("role", null).build(), key));
        bad.put("of another type", signed(header().type(JOSEObjectType.JWT), good, key));
        bad.put(
                "of another algorithm",
                signed(new JWSHeader.Builder(JWSAlgorithm.RS512).keyID(key.getKeyID()), good, key));
        bad.put("of another key of the same name", signed(header(), good, another));
        bad.put("of an unknown key", signed(header().keyID("unknown"), good, key));
        bad.put("without a key's name", signed(header().keyID(null), good, key));
        bad.put("that brings its key", signed(header().jwk(another.toPublicJWK()), good, another));
        bad.put("signed with the public key", macSigned(good));
        bad.put("unsigned", new PlainJWT(good).serialize());
        bad.put("with its signature cut off", parts[0] + "." + parts[1] + ".");
        bad.put("unsigned that says so", encode("{\"alg\":\"none\"}") + "." + parts[1] + ".");
        bad.put("promoted", parts[0] + "." + admin + "." + parts[2]);
        bad.put("cut short", buyer.token().substring(0, buyer.token().length() - 9));
        bad.put("garbage", "garbage");
        bad.put("dots", "..");
        bad.put("a refresh token", buyer.refreshToken());
        bad.put("long", "x".repeat(4_000));
        return bad;
    }

    private static JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.RS256)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(key.getKeyID());
    }

    private static JWTClaimsSet.Builder claims() throws Exception {
        return new JWTClaimsSet.Builder(SignedJWT.parse(buyer.token()).getJWTClaimsSet())
                .jwtID(UUID.randomUUID().toString());
    }

    private static String signed(JWSHeader.Builder header, JWTClaimsSet claims, RSAKey with) throws JOSEException {
        return signed(header, claims, new RSASSASigner(with));
    }

    private static String signed(JWSHeader.Builder header, JWTClaimsSet claims, JWSSigner signer) throws JOSEException {
        SignedJWT token = new SignedJWT(header.build(), claims);
        token.sign(signer);
        return token.serialize();
    }

    /** A verifier that lets the token choose the algorithm would take the public key for a shared secret. */
    private static String macSigned(JWTClaimsSet claims) throws JOSEException {
        byte[] secret = key.toPublicKey().getEncoded();
        return signed(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .type(new JOSEObjectType("at+jwt"))
                        .keyID(key.getKeyID()),
                claims,
                new MACSigner(secret));
    }

    @SuppressWarnings("JavaUtilDate") // The library knows no other.
    private static Date in(long seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    private static RSAKey publicKey() throws Exception {
        String keys = shop.call("getKeys", "GET", "/.well-known/jwks.json")
                .send()
                .expect(200)
                .response()
                .body();
        return JWKSet.parse(keys).getKeys().getFirst().toRSAKey();
    }

    private static Answer get(String token) {
        return shop.call("getUser", "GET", "/api/users/" + buyer.id())
                .header("Authorization", "Bearer " + token)
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

    private static Answer logout(String token) {
        return shop.call("logout", "POST", "/api/auth/logout")
                .body(Map.of("refresh_token", token))
                .send();
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(JsonNode object, String field) {
        return object.get(field).asText();
    }

    private static void assertType(Answer answer, String type) {
        assertThat(answer.json().get("type").asText()).isEqualTo("urn:shopfleet:problem:" + type);
    }
}
