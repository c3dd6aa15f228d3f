package io.shopfleet.user;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import io.shopfleet.platform.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The RSA key that signs access tokens, and its public half for those who check them. */
final class SigningKey {
    static final JWSAlgorithm ALGORITHM = JWSAlgorithm.RS256;

    private static final int FEWEST_BITS = 2048;
    private static final String SETTING = "jwt.private_key_file";
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private final JWSSigner signer;
    private final RSAKey publicKey;

    private SigningKey(RSAPrivateCrtKey privateKey, RSAPublicKey publicKey) throws JOSEException {
        this.signer = new RSASSASigner(privateKey);
        this.publicKey = new RSAKey.Builder(publicKey)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(ALGORITHM)
                .keyIDFromThumbprint()
                .build();
    }

    /**
     * Reads the key. Blocking: for worker threads.
     *
     * @throws ConfigException in one line, when there is no such key
     */
    static SigningKey load(JwtSettings settings) {
        if (settings.privateKeyFile() == null) {
            throw new ConfigException("Missing setting " + SETTING + ": the role user needs it");
        }
        try {
            RSAPrivateCrtKey privateKey = privateKey(Files.readString(Path.of(settings.privateKeyFile())));
            return new SigningKey(privateKey, (RSAPublicKey) KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(privateKey.getModulus(), privateKey.getPublicExponent())));
        } catch (IOException | InvalidPathException e) {
            throw bad("the file cannot be read");
        } catch (GeneralSecurityException | JOSEException e) {
            // Never the cause's message: it may quote the key.
            throw bad("the file does not hold an RSA private key");
        }
    }

    JWSSigner signer() {
        return signer;
    }

    /** The key's thumbprint (RFC 7638). */
    String id() {
        return publicKey.getKeyID();
    }

    /** A JSON Web Key Set with the public half only. */
    String publicKeys() {
        return new JWKSet(publicKey).toString();
    }

    private static RSAPrivateCrtKey privateKey(String pem) throws GeneralSecurityException {
        Matcher block = PEM.matcher(pem);
        if (!block.find()) {
            throw bad("the file does not hold a private key in unencrypted PKCS#8 PEM form");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(block.group(1));
        } catch (IllegalArgumentException e) {
            throw bad("the file does not hold a private key in unencrypted PKCS#8 PEM form");
        }
        if (!(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der))
                instanceof RSAPrivateCrtKey privateKey)) {
            throw bad("the RSA private key lacks its public exponent");
        }
        if (privateKey.getModulus().bitLength() < FEWEST_BITS) {
            throw bad("the RSA key must have at least " + FEWEST_BITS + " bits");
        }
        return privateKey;
    }

    private static ConfigException bad(String reason) {
        return new ConfigException("Bad setting " + SETTING + ": " + reason);
    }
}
