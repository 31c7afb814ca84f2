# frozen_string_literal: true

Rails.application.routes.draw do
  resources :works, only: %i[index show]
  root 'works#index'
end
