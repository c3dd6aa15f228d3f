package io.shopfleet.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.shopfleet.platform.contract.Caller;
import io.shopfleet.platform.contract.ErrorType;
import io.shopfleet.platform.contract.ProblemException;
import io.shopfleet.user.api.AccessToken;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
    private static final Signer SIGNER = new Signer("key-1");
    private static final Signer STRANGER = new Signer("key-1");
    private static final TokenVerifier VERIFIER = TokenVerifier.of(SIGNER.jwks());

    @Test
    void a_good_token_proves_its_caller_again_and_again() {
        String buyer = SIGNER.token(7, AccessToken.BUYER);

        assertThat(VERIFIER.verify(buyer)).isEqualTo(new Caller(7, false));
        assertThat(VERIFIER.verify(buyer)).isEqualTo(new Caller(7, false));
        assertThat(VERIFIER.verify(SIGNER.token(1, AccessToken.ADMIN))).isEqualTo(new Caller(1, true));
    }

    @Test
    void clocks_may_differ_by_seconds() {
        assertThat(VERIFIER.verify(SIGNER.token(header -> header, claims -> claims.expirationTime(Signer.in(-2)))))
                .isEqualTo(new Caller(7, false));
        assertThat(VERIFIER.verify(SIGNER.token(header -> header, claims -> claims.issueTime(Signer.in(2)))))
                .isEqualTo(new Caller(7, false));
    }

    static Stream<Arguments> badTokens() throws JOSEException {
        String good = SIGNER.token(7, AccessToken.BUYER);
        String[] parts = good.split("\\.", -1);
        String admin = Base64URL.encode(
                        new String(Base64URL.from(parts[1]).decode(), StandardCharsets.UTF_8).replace("buyer", "admin"))
                .toString();
        byte[] publicKey = SIGNER.key().toRSAPublicKey().getEncoded();
        return Stream.of(
                Arguments.of("unsigned", new PlainJWT(Signer.claims().build()).serialize()),
                Arguments.of("unsigned, with our names", "eyJhbGciOiJub25lIiwia2lkIjoia2V5LTEifQ." + parts[1] + "."),
                Arguments.of("signature cut off", parts[0] + "." + parts[1] + "."),
                Arguments.of("promoted to admin", parts[0] + "." + admin + "." + parts[2]),
                Arguments.of("HS256 with the public key", hmac(publicKey)),
                Arguments.of("RS512", rs512()),
                Arguments.of("another key of the same name", STRANGER.token(7, AccessToken.BUYER)),
                Arguments.of("unknown kid", header(h -> h.keyID("other"))),
                Arguments.of("no kid", header(h -> h.keyID(null))),
                Arguments.of(
                        "its own key along",
                        STRANGER.token(h -> h.jwk(STRANGER.key().toPublicJWK()), claims -> claims)),
                Arguments.of(
                        "an address of keys along",
                        STRANGER.token(h -> h.jwkURL(URI.create("http://localhost:1/jwks")), claims -> claims)),
                Arguments.of(
                        "an address of certificates along",
                        STRANGER.token(h -> h.x509CertURL(URI.create("http://localhost:1/x")), claims -> claims)),
                Arguments.of(
                        "unknown critical header",
                        header(h -> h.criticalParams(java.util.Set.of("x")).customParam("x", 1))),
                Arguments.of("typ JWT", header(h -> h.type(JOSEObjectType.JWT))),
                Arguments.of("no typ", header(h -> h.type(null))),
                Arguments.of("expired", claims(c -> c.expirationTime(Signer.in(-10)))),
                Arguments.of("no exp", claims(c -> c.expirationTime(null))),
                Arguments.of("not yet valid", claims(c -> c.notBeforeTime(Signer.in(60)))),
                Arguments.of("issued in the future", claims(c -> c.issueTime(Signer.in(60)))),
                Arguments.of("no iat", claims(c -> c.issueTime(null))),
                Arguments.of("no jti", claims(c -> c.jwtID(null))),
                Arguments.of("wrong issuer", claims(c -> c.issuer("evil"))),
                Arguments.of("no issuer", claims(c -> c.issuer(null))),
                Arguments.of("wrong audience", claims(c -> c.audience("other"))),
                Arguments.of("more than our audience", claims(c -> c.audience(List.of(AccessToken.AUDIENCE, "other")))),
                Arguments.of("no audience", claims(c -> c.audience((String) null))),
                Arguments.of("no sub", claims(c -> c.subject(null))),
                Arguments.of("sub is a name", claims(c -> c.subject("ada"))),
                Arguments.of("sub is 0", claims(c -> c.subject("0"))),
                Arguments.of("sub is negative", claims(c -> c.subject("-7"))),
                Arguments.of("sub exceeds 64 bits", claims(c -> c.subject("9999999999999999999"))),
                Arguments.of("no role", claims(c -> c.claim("role", null))),
                Arguments.of("unknown role", claims(c -> c.claim("role", "root"))),
                Arguments.of("role is a number", claims(c -> c.claim("role", 1))),
                Arguments.of("role is a list", claims(c -> c.claim("role", List.of("admin")))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void a_bad_token_proves_nobody(String what, String token) {
        assertRefused(what, token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "a",
                "a.b",
                "a.b.c",
                "e30.e30.e30",
                "eyJhbGciOiJSUzI1NiJ9.e30.x",
                "bnVsbA.bnVsbA.bnVsbA",
                "W10.W10.W10",
                "eyJhbGciOjF9.e30.x",
                "a.b.c.d.e",
                "=.=.=",
                "😀.😀.😀"
            })
    void garbage_proves_nobody(String token) {
        assertRefused(token, token);
        assertThatThrownBy(() -> TokenVerifier.keyId(token)).isInstanceOf(ProblemException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"YQ\",\"kid\":\"a\"}]}", "x"})
    void a_key_set_without_a_usable_key_is_refused(String jwks) {
        assertThatThrownBy(() -> TokenVerifier.of(jwks)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertRefused(String what, String token) {
        assertThatThrownBy(() -> {
                    Caller caller = VERIFIER.verify(token);
                    throw new AssertionError(what + " passed as " + caller);
                })
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().type()).isEqualTo(ErrorType.UNAUTHENTICATED));
    }

    private static String header(UnaryOperator<JWSHeader.Builder> change) {
        return SIGNER.token(change, claims -> claims);
    }

    private static String claims(UnaryOperator<com.nimbusds.jwt.JWTClaimsSet.Builder> change) {
        return SIGNER.token(header -> header, change);
    }

    private static String hmac(byte[] publicKey) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .keyID("key-1")
                        .type(new JOSEObjectType(AccessToken.TYPE))
                        .build(),
                Signer.claims().build());
        jwt.sign(new MACSigner(publicKey));
        return jwt.serialize();
    }

    private static String rs512() throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS512)
                        .keyID("key-1")
                        .type(new JOSEObjectType(AccessToken.TYPE))
                        .build(),
                Signer.claims().build());
        jwt.sign(new RSASSASigner(SIGNER.key()));
        return jwt.serialize();
    }
}
