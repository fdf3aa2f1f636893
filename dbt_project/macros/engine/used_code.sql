{#-
  Which of several codes of one text is used: that of the first in precedence (people, the trained model, the code book), and none of
  the code book's where people agree too little with it. Relations expected: codes, refused (from refused_code_book).
-#}
{% macro is_used_code() -%}
    (codes.coder_kind <> 'code_book' or refused.source_id is null)
    and codes.precedence = min(codes.precedence) over (partition by codes.text_key)
{%- endmacro %}

{#- The sources and languages in which the code book is not used for a kind of code, `theme` or `sentiment`. -#}
{% macro refused_code_book(kind) -%}
    select * from {{ ref('fct_text__agreement') }}
    where not is_used and kind = '{{ kind }}' and coder_kind = 'code_book'
{%- endmacro %}
