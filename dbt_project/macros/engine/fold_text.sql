{#-
  The form in which text and code book meet: small letters without accents, Persian letters for their Arabic twins, punctuation
  that ends a clause as `|`, everything else between words as one blank. `keep` adds characters that stay (the `*` of patterns).
  The zero-width non-joiner becomes a blank, so that both spellings of a Persian compound are one; l·l becomes ll.
-#}
{% macro fold_text(text, keep='') -%}
    trim(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    translate(
                        strip_accents(lower(replace(replace({{ text }}, 'ŀ', 'l'), 'Ŀ', 'l'))),
                        'يىئكةۀەہھـ', 'یییکههههه'
                    ),
                    'l[.·‧•]l', 'll', 'g'
                ),
                '[.,;:!?…؟،؛\n\r()\[\]"«»“”/|]+', ' | ', 'g'
            ),
            '[^\p{L}\p{N}|{{ keep }}]+', ' ', 'g'
        )
    )
{%- endmacro %}
