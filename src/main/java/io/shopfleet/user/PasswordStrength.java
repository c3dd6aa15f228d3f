package io.shopfleet.user;

import com.nulabinc.zxcvbn.Feedback;
import com.nulabinc.zxcvbn.Strength;
import com.nulabinc.zxcvbn.Zxcvbn;
import io.shopfleet.platform.contract.ErrorType;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How hard a password must be to guess. Loading the dictionaries and estimating both take time: for worker threads only.
 *
 * @see <a href="https://www.usenix.org/conference/usenixsecurity16/technical-sessions/presentation/wheeler">zxcvbn</a>
 */
final class PasswordStrength {
    private static final String FIELD = "/password";
    private static final int SHORTEST = 8;
    private static final int LONGEST = 128;
    /**
     * Only so many characters are judged. Longer ones could be made of look-alikes ("4@8({") that take seconds to
     * estimate, and a password that is easy up to here is hardly better for what follows.
     */
    private static final int JUDGED = 24;
    /** More than a million guesses. */
    private static final int LOWEST_SCORE = 2;

    private final Zxcvbn zxcvbn = new Zxcvbn();

    /**
     * Refuses a weak password.
     *
     * @param email may not be what makes the password
     * @param fullName may not be what makes the password
     * @throws io.shopfleet.platform.contract.ProblemException WEAK_PASSWORD with what to do better, or INVALID_REQUEST
     *     when it is too long
     */
    void require(String password, String email, String fullName) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST) {
            throw ErrorType.WEAK_PASSWORD.at(FIELD, "must have at least " + SHORTEST + " characters");
        }
        if (length > LONGEST) {
            throw ErrorType.INVALID_REQUEST.at(FIELD, "must have at most " + LONGEST + " characters");
        }
        Strength strength = zxcvbn.measure(
                password.substring(0, Math.min(password.length(), JUDGED)), personalWords(email, fullName));
        if (strength.getScore() < LOWEST_SCORE) {
            throw ErrorType.WEAK_PASSWORD.at(FIELD, advice(strength.getFeedback()));
        }
    }

    private static List<String> personalWords(String email, String fullName) {
        return Stream.concat(
                        Stream.of("shopfleet", email, fullName),
                        Stream.of(email.split("[@._+-]", -1), fullName.split("\\s+", -1))
                                .flatMap(Stream::of))
                // A single letter would be found in every password.
                .filter(word -> word.length() > 2)
                .toList();
    }

    private static String advice(Feedback feedback) {
        return Stream.concat(
                        Stream.of("is too easy to guess", feedback.getWarning(Locale.ENGLISH)),
                        feedback.getSuggestions(Locale.ENGLISH).stream())
                .map(sentence -> sentence.strip().replaceFirst("\\.$", ""))
                .filter(sentence -> !sentence.isEmpty())
                .collect(Collectors.joining(". "));
    }
}
