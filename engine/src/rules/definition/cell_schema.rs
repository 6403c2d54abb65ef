//! What a column of words may hold, for the schemas: a word, nothing, or several words.

use std::borrow::Cow;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// A word of a list, or an empty text.
pub(super) struct OrEmpty<T>(PhantomData<T>);

/// Words of a list with `;` between them, or an empty text.
pub(super) struct ListOf<T>(PhantomData<T>);

impl<T: JsonSchema> JsonSchema for OrEmpty<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("{}OrEmpty", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [generator.subschema_for::<T>(), { "const": "" }] })
    }
}

impl<T: JsonSchema> JsonSchema for ListOf<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("ListOf{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let several = json_schema!({ "type": "string", "pattern": "[;；]", "description": "Several of them with `;` between." });
        json_schema!({ "anyOf": [generator.subschema_for::<T>(), { "const": "" }, several] })
    }
}
