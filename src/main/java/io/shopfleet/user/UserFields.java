package io.shopfleet.user;

import io.shopfleet.platform.contract.ErrorType;
import java.util.regex.Pattern;

/** What people may tell about themselves. Refuses with INVALID_REQUEST, naming the field. */
final class UserFields {
    private static final int EMAIL_LIMIT = 254;
    private static final int NAME_LIMIT = 200;
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    /** ASCII only, so that every database agrees on which addresses differ by case alone. */
    private static final Pattern EMAIL =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@" + LABEL + "(?:\\." + LABEL + ")+");

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}]");

    private UserFields() {}

    /** The address without spaces around it, its case as given. */
    static String email(String given) {
        String email = given.strip();
        if (email.length() > EMAIL_LIMIT || !EMAIL.matcher(email).matches()) {
            throw ErrorType.INVALID_REQUEST.at(
                    "/email", "must be an ASCII e-mail address of at most " + EMAIL_LIMIT + " characters");
        }
        return email;
    }

    /** The name without spaces around it. */
    static String fullName(String given) {
        String name = given.strip();
        if (name.isEmpty()
                || name.codePointCount(0, name.length()) > NAME_LIMIT
                || UNPRINTABLE.matcher(name).find()) {
            throw ErrorType.INVALID_REQUEST.at(
                    "/full_name", "must have 1 to " + NAME_LIMIT + " characters and no control characters");
        }
        return name;
    }
}
