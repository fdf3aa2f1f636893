{#-
  A text without what nobody sees: control characters, marks and overrides that turn the direction of what follows, soft hyphens,
  zero-width blanks, tags. Line breaks become blanks. The zero-width joiners of Persian and of emoji stay.
-#}
{% macro visible_text(text) -%}
    trim(
        regexp_replace(
            regexp_replace({{ text }}, '[\s\x{0085}\x{2028}\x{2029}]+', ' ', 'g'),
            '[\p{Cc}\x{00AD}\x{061C}\x{180E}\x{200B}\x{200E}\x{200F}\x{202A}-\x{202E}\x{2060}-\x{206F}\x{FEFF}\x{FFF9}-\x{FFFB}'
            || '\x{E0001}-\x{E007F}]+', '', 'g'
        )
    )
{%- endmacro %}
